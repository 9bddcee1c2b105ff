package pg

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kioskd/agent/pay"
)

// Word is what a person read on the provider's own pages about an attempt that HQ
// cannot find out by itself. Nobody's word makes anything paid, and none ends the
// asking: what the provider answers later counts.
//
// That nothing was paid frees the order for another attempt: no money moves by it, and
// what turns up later is real money as ever. That it was paid is only a name to look
// up, again and again until the provider says what it is.
type Word struct {
	Paid   bool
	Ref    string     `json:",omitempty"` // the provider's name for the payment
	Amount pay.Amount `json:",omitempty"` // that its page shows
	Reason string     // how the person knows
	By     string
	At     time.Time

	Refuted bool `json:",omitempty"` // the provider has answered, and not so
}

// WordOfPaid is the word that a payment was paid: under which name, and how much, in
// minor units.
func WordOfPaid(ref string, amount int64, reason string) Word {
	return Word{Paid: true, Ref: ref, Amount: pay.Amount(amount), Reason: reason}
}

// Unfit is why a person's word does not count: a sentence for people, apart from what
// stands in it, so that pages can say it in their own language.
type Unfit struct {
	Sentence string // a format, in English
	Args     []any
}

func (u *Unfit) Error() string { return fmt.Sprintf(u.Sentence, u.Args...) }

func unfit(sentence string, args ...any) error { return &Unfit{sentence, args} }

// ErrKnown says that nobody has to find anything out, for errors.Is. It is an [*Unfit].
var ErrKnown = unfit("HQ knows what became of this payment, or is still finding out by itself")

// NeedsPeople reports whether only a person can find out what became of the money.
func (a Attempt) NeedsPeople() bool { return a.State == Doubtful && a.Puzzle != "" }

// MaySay reports why a person's word cannot count.
func (a Attempt) MaySay(w Word) error {
	switch {
	case !a.NeedsPeople():
		return ErrKnown
	case !w.Paid:
		return nil
	case w.Ref == "" || len(w.Ref) > maxRef || strings.ContainsFunc(w.Ref, func(r rune) bool { return r <= ' ' || r > '~' }):
		return unfit("give the payment's name as the provider's page shows it: 1 to %d letters, digits and signs", maxRef)
	case w.Amount != a.amount():
		return unfit("%d was ordered, and the provider's page shows %d: give it back there, then say that nothing was paid", a.amount(), w.Amount)
	case w.Ref != a.Ref && !slices.Contains(a.Named, w.Ref) && len(a.Named) >= maxNamed:
		return unfit("%d names wait for the provider already", maxNamed)
	}
	return nil
}

// maxRef bounds a provider's name for a payment, in bytes: Toss Payments has 200.
const maxRef = 200

// Say brings a person's word to an attempt. An error that is an [*Unfit] says why it
// does not count.
func (f *Flow) Say(ctx context.Context, id string, w Word) (Attempt, error) {
	return f.heardFrom(ctx, id, func(a Attempt) (Event, error) { return Said{now(), w}, a.MaySay(w) })
}

// Look has the provider asked at once.
func (f *Flow) Look(ctx context.Context, id string) (Attempt, error) {
	return f.heardFrom(ctx, id, func(Attempt) (Event, error) { return Hinted{When: now()}, nil })
}

func (f *Flow) heardFrom(ctx context.Context, id string, say func(Attempt) (Event, error)) (Attempt, error) {
	if err := f.opened(ctx); err != nil {
		return Attempt{}, err
	}
	a, err := f.Store.AttemptBy(ctx, Name{ID: id})
	if err != nil {
		return a, err
	}
	e, err := say(a)
	if err != nil {
		return a, err
	}
	return f.await(ctx, a, e)
}
