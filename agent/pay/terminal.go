package pay

import "context"

// Terminal is a card pad, as the agent sees it. A driver implements it.
//
// One goroutine at a time calls Mark, Authorize, Void and Resolve; Abort may be
// called beside a running Authorize or Void, and Close at any time. Every call
// ends when its context ends, or sooner by the driver's own limits.
//
// An error of any method says what became of the money: [FateOf] is [NotSent]
// when nothing that could move money has left us, [Unknown] otherwise.
type Terminal interface {
	// Mark asks the pad for its last approval and returns it, or an explicit
	// "empty". It also clears an amount or card wait left on the pad by somebody
	// before. It never moves money.
	Mark(context.Context) (Mark, error)

	// Authorize takes one charge, once: the driver never repeats it on the wire
	// unless the pad said that it did not take it.
	//
	// When the pad announces an approval, the driver calls accept and confirms to
	// the pad only after accept has returned nil, which means that the offer is
	// on disk. If accept fails, the driver withholds its confirmation and returns
	// an error with fate [Unknown]. The Answer is final.
	Authorize(ctx context.Context, c Charge, accept Accept) (Answer, error)

	// Void takes an approval back. Accept has the same duty as in Authorize, for
	// an offer with Voids set. A void that the pad says was done before is an
	// approval; one that this pad can never do is a decline.
	Void(ctx context.Context, v Void, accept Accept) (Answer, error)

	// Resolve finds out, from the pad's memory, what became of a charge whose
	// answer was lost. It compares the pad's last approval with the mark taken
	// before the charge, and decides nothing that the pad does not show.
	Resolve(ctx context.Context, c Charge, before Mark) (Resolution, error)

	// Abort asks the pad to stop waiting for a card. It is a wish: the running
	// call still ends with what the pad says, and an approval that raced the
	// abort is real money.
	Abort(context.Context) error

	// Close frees the port. It may be called twice.
	Close() error
}

// Accept makes an offer durable. It returns nil only when the offer is on disk.
type Accept func(context.Context, Offer) error

// Answer is what a pad said: exactly one is set.
type Answer struct {
	Approval *Approval `json:"approval,omitempty"`
	Decline  *Decline  `json:"decline,omitempty"`

	// Issued is the answer of some [PhoneWay]s: an account to pay into. Nothing is
	// paid yet. No pad answers so.
	Issued *Account `json:"issued,omitempty"`
}

// Resolution is what a pad's memory says about a charge.
type Resolution struct {
	// Last is the pad's memory now.
	Last Mark `json:"last"`

	// Approval is set when the memory shows an approval other than the mark.
	// Whether it is ours is for the agent to judge.
	Approval *Approval `json:"approval,omitempty"`

	// Settled says that the charge can no longer be running: the pad is idle, or
	// said that it stopped before a card was shown, or the longest time that a
	// charge can take has passed. While it is false, "nothing new" proves
	// nothing.
	Settled bool `json:"settled"`
}

// Watcher hears what a pad says outside of the answer to a call. A driver calls
// it from its own goroutine; Progress and Link must not block.
type Watcher interface {
	// Progress tells how far the running call has come, and when a card is out.
	Progress(Progress)

	// Late hands over an approval that nobody waits for. It returns nil when the
	// offer is on disk; only then does the driver confirm it to the pad.
	Late(context.Context, Offer) error

	// Link tells that the pad is reachable and what it is, or why it is not.
	Link(Link)
}

// Progress is a step of a payment that the pad reports.
type Progress string

// The steps.
const (
	WaitingForCard Progress = "waiting-for-card"
	CardShown      Progress = "card-shown" // from here on the VAN may be at work
	TryStripe      Progress = "try-stripe" // chip unreadable
	CardInside     Progress = "card-inside"
	CardRemoved    Progress = "card-removed"
)

// Link is the state of the way to the pad.
type Link struct {
	Up     bool   `json:"up"`
	Pad    string `json:"pad,omitempty"`    // model and version, as far as the pad tells
	Reason string `json:"reason,omitempty"` // why it is not up, a sentence for the person on site
}
