package hq

import (
	"context"
	"time"
)

// Shared is a [Store] at which several HQ processes work at once. Each serves the
// kiosks that are connected to it; what has to reach a kiosk at another process is
// kept in the store and heard of there as [News]:
//
//	process A ── PutCommand ──▶ store ── News ──▶ process B ──▶ kiosk
//
// News is never the truth, only the reason to look at it: whoever hears of a command
// reads it from the store. So it does no harm to hear of something twice, and a
// process that may have missed something looks at everything.
type Shared interface {
	Store

	// Follow makes this process known to the others and calls hear, from one
	// goroutine, with what they did, in order and soon; hear should not block. It
	// goes on through failures of the store until ctx ends, and returns nil then.
	Follow(ctx context.Context, hear func(News)) error

	// Claim notes that a kiosk is connected to this process now, by the session of a
	// number that this process has used for no other. Two reports whether processes
	// have taken this kiosk from each other so often that there must be two machines:
	// often, within a time.
	Claim(ctx context.Context, seat Seat, often int, within time.Duration) (two bool, err error)

	// ClaimAgain does so after the store has forgotten this process, for all seats
	// that no other process has claimed meanwhile. It returns the kiosks that others
	// have.
	ClaimAgain(ctx context.Context, seats []Seat) (lost []string, err error)

	// Release notes that a session has ended, unless its kiosk has another since.
	Release(ctx context.Context, seat Seat) error

	// Has reports whether a kiosk is noted as connected to this very process.
	Has(ctx context.Context, kiosk string) (bool, error)

	// Present returns all kiosks that are connected to a process that lives. A
	// process that is killed counts as dead a few seconds later.
	Present(ctx context.Context) (map[string]bool, error)

	// Hint tells the other processes something that is true without them, and that may
	// be lost, as [NewsOnline].
	Hint(ctx context.Context, n News) error

	// Rang tells the other processes that pages look different now. It may be lost.
	Rang(ctx context.Context) error
}

// Seat is where a kiosk is connected: a session of this process.
type Seat struct {
	Kiosk   string
	Session int64
}

// News is something that another process did.
type News struct {
	Kind   NewsKind
	Kiosks []string // whom it is about, "*" for all
	Ref    string   // what it is about: the id of a command, for example
}

// NewsKind says what to look at.
type NewsKind string

// The kinds of news. Processes of different versions may share a store: a kind that
// nobody here knows is skipped.
const (
	NewsSettings NewsKind = "settings" // kiosks are offered other settings
	NewsCommand  NewsKind = "command"  // there is a command for a kiosk
	NewsRevoked  NewsKind = "revoked"  // a key of a kiosk counts no more
	NewsClaimed  NewsKind = "claimed"  // a kiosk has connected to another process
	NewsOnline   NewsKind = "online"   // an attempt to pay by phone is elsewhere now, named by Ref as in key/attempt; empty for the ways to pay
	NewsChanged  NewsKind = "changed"  // pages look different

	NewsMissed    NewsKind = "missed"    // something may have been missed
	NewsForgotten NewsKind = "forgotten" // the store no longer knows who is connected here
)
