package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
)

// Case is a payment of which a person has to find out something.
type Case struct {
	Payment hq.Payment `json:"payment"`
	Next    string     `json:"next"` // what to do, by a word; see the Next constants
	Owner   string     `json:"owner,omitempty"`

	// Settled is what somebody found out before; facts that came since have opened
	// the case again.
	Settled *Settlement `json:"settled,omitempty"`
}

// What to do next about a case.
const (
	NextAskVAN   = "ask-van"   // look whether the VAN has an approval
	NextGiveBack = "give-back" // the kiosk could not; do it at the VAN
	NextCompare  = "compare"   // more or less was taken than was asked
	NextRefund   = "refund"    // the kiosk should have given it back by now
	NextReach    = "reach"     // the kiosk cannot find out until it is back
)

// Settlement is what a person found out.
type Settlement struct {
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Outcome string    `json:"outcome"`
	Reason  string    `json:"reason"`
	Facts   int       `json:"facts"` // how many there were
}

// Outcomes are what may have become of the money.
var Outcomes = []string{"not-charged", "paid", "given-back", "written-off"}

// kept is what HQ itself knows of a case.
type kept struct {
	Owner   string      `json:"owner,omitempty"`
	Settled *Settlement `json:"settled,omitempty"`
}

// How long a kiosk may take to find out by itself.
const (
	unknownFor = 15 * time.Minute
	lateFor    = time.Hour
)

// mostCases bounds what is looked at.
const mostCases = hq.MaxLimit

var askWhen = []string{hq.Unresolved, hq.Mismatched, hq.Late, hq.Uncertain, hq.Voiding}

// Cases returns what waits for a person, the newest first.
func (d *Desk) Cases(ctx context.Context) ([]Case, error) {
	payments, err := d.HQ.Store.Payments(ctx, hq.Filter{Among: askWhen, Limit: mostCases})
	if err != nil {
		return nil, err
	}
	known, err := d.cases.All(ctx)
	if err != nil {
		return nil, err
	}
	notes := map[string]kept{}
	for _, k := range known {
		notes[k.Name] = k.Value
	}
	var all []Case
	for _, p := range payments {
		if c := caseOf(p, notes[caseName(p.Kiosk, p.Key)], time.Now()); c.Next != "" {
			all = append(all, c)
		}
	}
	return all, nil
}

// caseName has the kiosk first, which has no spaces.
func caseName(kiosk, key string) string { return kiosk + " " + key }

// caseOf returns the case of a payment; one without a next step is none.
func caseOf(p hq.Payment, k kept, now time.Time) Case {
	c := Case{Payment: p, Owner: k.Owner, Settled: k.Settled}
	if k.Settled != nil && k.Settled.Facts == p.Facts {
		return c
	}
	age := now.Sub(p.Started)
	switch {
	case p.Status == hq.Unresolved && p.Number != "":
		c.Next = NextGiveBack
	case p.Status == hq.Unresolved:
		c.Next = NextAskVAN
	case p.Status == hq.Mismatched:
		c.Next = NextCompare
	case p.Status == hq.Late && age > lateFor, p.Status == hq.Voiding && age > lateFor:
		c.Next = NextRefund
	case p.Status == hq.Uncertain && age > unknownFor:
		c.Next = NextReach
	}
	return c
}

// CaseOf returns what HQ knows of a payment's case.
func (d *Desk) CaseOf(ctx context.Context, p hq.Payment) (Case, error) {
	k, err := d.cases.Get(ctx, caseName(p.Kiosk, p.Key))
	if errors.Is(err, hq.ErrNotFound) {
		err = nil
	}
	return caseOf(p, k.Value, time.Now()), err
}

// Take makes somebody the owner of a case.
func (d *Desk) Take(ctx context.Context, who people.Who, kiosk, key string) error {
	if _, err := d.HQ.Store.Payment(ctx, kiosk, key); err != nil {
		return err
	}
	return d.do(ctx, who, people.Cases, act{"case-taken", caseName(kiosk, key), ""}, func() error {
		_, err := d.cases.Change(ctx, caseName(kiosk, key), func(k *kept) error { k.Owner = who.Name; return nil })
		return err
	})
}

// Settle writes down what a person found out about a case. The number of facts is
// what that person saw: with more, there is something new to see.
func (d *Desk) Settle(ctx context.Context, who people.Who, kiosk, key, outcome, reason string, facts int) error {
	if err := wants(bad("say how you know, in the reason"), reason); err != nil {
		return err
	}
	if !slices.Contains(Outcomes, outcome) {
		return bad("outcome %q is none of %s", outcome, strings.Join(Outcomes, ", "))
	}
	p, err := d.HQ.Store.Payment(ctx, kiosk, key)
	if err != nil {
		return err
	}
	switch c, err := d.CaseOf(ctx, p); {
	case err != nil:
		return err
	case p.Facts != facts:
		return bad("the kiosk has said more about this payment since you looked; look again")
	case c.Next == "":
		return bad("this payment waits for nobody")
	}
	s := &Settlement{By: who.Name, At: time.Now().UTC().Truncate(time.Second), Outcome: outcome, Reason: reason, Facts: p.Facts}
	return d.do(ctx, who, people.Cases, act{"case-settled", caseName(kiosk, key), outcome + ": " + reason}, func() error {
		_, err := d.cases.Change(ctx, caseName(kiosk, key), func(k *kept) error { k.Settled = s; return nil })
		return err
	})
}
