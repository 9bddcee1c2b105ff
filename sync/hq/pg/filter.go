package pg

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/said"
)

// Filter chooses attempts. Its zero value is the first page of all.
type Filter struct {
	Kiosk, Provider string
	States          []State   // any of them; none means all
	From, Until     time.Time // began from then on, and before
	Search          string    // a part of the payment's key, the order's id or the provider's name for it

	After string // the ID of the last attempt of the page before
	Limit int    // 0 means [hq.DefaultLimit]
}

// States are all states, in the order in which an attempt comes to them.
var States = []State{Preparing, Waiting, Checking, Approving, Looking, Doubtful, AccountUp, Paid, Wrong, Returning, GivenBack, Denied, Gone, Lapsed}

// maxSearch bounds what is looked for, in bytes.
const maxSearch = 200

// ParseFilter reads the query of a list of attempts: kiosk, provider, state (may stand
// there more than once), from, until, q, limit and after.
func ParseFilter(q url.Values) (f Filter, err error) {
	f = Filter{Kiosk: q.Get("kiosk"), Provider: q.Get("provider"), Search: q.Get("q"), After: q.Get("after")}
	for _, s := range q["state"] {
		if s != "" {
			f.States = append(f.States, State(s))
		}
		if s != "" && !slices.Contains(States, State(s)) {
			return f, said.No(nil, "state %q is none of %v", s, States)
		}
	}
	for _, text := range []string{f.Kiosk, f.Provider, f.Search, f.After} {
		if len(text) > maxSearch {
			return f, said.No(nil, "%q has more than %d bytes", text[:20]+"…", maxSearch)
		}
	}
	// What both lists have in common is read in one way.
	common, err := hq.ParseFilter(url.Values{"from": q["from"], "until": q["until"], "limit": q["limit"]})
	f.From, f.Until, f.Limit = common.From, common.Until, common.Limit
	return f, err
}

// Size returns how many attempts the filter asks for.
func (f Filter) Size() int { return hq.Filter{Limit: f.Limit}.Size() }

// Next returns what the next page goes on after; empty on the last.
func (f Filter) Next(page []Attempt) string {
	if len(page) < f.Size() {
		return ""
	}
	return page[len(page)-1].ID
}

// Wants reports whether an attempt is one of those, wherever the page begins.
func (f Filter) Wants(a Attempt) bool {
	switch {
	case f.Kiosk != "" && a.Kiosk != f.Kiosk, f.Provider != "" && a.Provider != f.Provider:
		return false
	case len(f.States) > 0 && !slices.Contains(f.States, a.State):
		return false
	case !f.From.IsZero() && a.Began.Before(f.From), !f.Until.IsZero() && !a.Began.Before(f.Until):
		return false
	}
	words := f.Words()
	has := func(text string) bool { return strings.Contains(strings.ToLower(text), words) }
	return has(a.Key) || has(a.ID) || has(a.Ref)
}

// Words returns what is looked for as stores compare it, with columns in small letters.
func (f Filter) Words() string { return strings.ToLower(strings.TrimSpace(f.Search)) }
