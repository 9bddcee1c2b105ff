package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
)

// ErrNoPhones says that this HQ takes no payments by phone.
var ErrNoPhones = fmt.Errorf("this HQ takes no payments by phone; start it with --providers: %w", hq.ErrNotFound)

// PhoneAttempts returns a page of the attempts at paying by phone, the newest first.
func (d *Desk) PhoneAttempts(ctx context.Context, f pg.Filter) ([]pg.Attempt, error) {
	if d.Phones == nil {
		return nil, ErrNoPhones
	}
	all, err := d.Phones.Store.Attempts(ctx, f)
	return all, inWords(err)
}

// PhoneAttempt returns one attempt by its id.
func (d *Desk) PhoneAttempt(ctx context.Context, id string) (pg.Attempt, error) {
	if d.Phones == nil {
		return pg.Attempt{}, ErrNoPhones
	}
	a, err := d.Phones.Store.AttemptBy(ctx, pg.Name{ID: id})
	return a, inWords(err)
}

// inWords puts what the flow says into the desk's words.
func inWords(err error) error {
	var unfit *pg.Unfit
	switch {
	case errors.As(err, &unfit):
		return people.Bad(unfit.Sentence, unfit.Args...)
	case errors.Is(err, pg.ErrNotFound):
		return errors.Join(hq.ErrNotFound, err)
	}
	return err
}

// SayPhone writes down what a person read on the provider's own pages about an attempt
// that HQ cannot find out. See [pg.Word] for what it does.
func (d *Desk) SayPhone(ctx context.Context, who people.Who, id string, w pg.Word) (pg.Attempt, error) {
	if err := wants(bad("say how you know, in the reason"), w.Reason); err != nil {
		return pg.Attempt{}, err
	}
	a, err := d.PhoneAttempt(ctx, id)
	if err != nil {
		return a, err
	}
	w.By = who.Name
	if err := a.MaySay(w); err != nil {
		return a, inWords(err)
	}
	note := "not paid: " + w.Reason
	if w.Paid {
		note = "paid as " + w.Ref + ": " + w.Reason
	}
	err = d.do(ctx, who, people.Cases, act{"phone-said", onAttempt(a), note}, func() error {
		a, err = d.Phones.Say(ctx, id, w)
		return inWords(err)
	})
	return a, err
}

// LookPhone has the provider asked at once what became of an attempt.
func (d *Desk) LookPhone(ctx context.Context, who people.Who, id string) (pg.Attempt, error) {
	a, err := d.PhoneAttempt(ctx, id)
	if err != nil {
		return a, err
	}
	err = d.do(ctx, who, people.Cases, act{"phone-looked", onAttempt(a), ""}, func() error {
		a, err = d.Phones.Look(ctx, id)
		return err
	})
	return a, err
}

// onAttempt names an attempt in the audit.
func onAttempt(a pg.Attempt) string { return fmt.Sprintf("%s %s/%d", a.Kiosk, a.Key, a.Number) }

// PhoneView is an attempt as people and programs see it: without the address that the
// customer's phone opens, and without what the provider wants kept from people.
type PhoneView struct {
	ID       string       `json:"id"` // the order's id at the provider
	Kiosk    string       `json:"kiosk"`
	Key      string       `json:"key"`
	Number   int          `json:"attempt"`
	Provider string       `json:"provider"`
	Purpose  string       `json:"purpose"`
	Test     bool         `json:"test,omitempty"`
	State    pg.State     `json:"state"`
	Amount   int64        `json:"amount"` // minor units
	Currency string       `json:"currency"`
	Taken    int64        `json:"taken"`
	Refunded int64        `json:"refunded"`
	Means    string       `json:"means,omitempty"`
	Ref      string       `json:"payment_key,omitempty"` // the provider's name for it
	Began    time.Time    `json:"began"`
	Until    time.Time    `json:"until,omitzero"`
	Next     time.Time    `json:"next,omitzero"` // when HQ goes on with it by itself
	Code     string       `json:"code,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	NeedsYou bool         `json:"needs_person"`
	Puzzle   string       `json:"puzzle,omitempty"`
	Alarms   []string     `json:"alarms,omitempty"`
	Word     *PhoneWord   `json:"word,omitempty"`
	Refunds  []PhoneMoney `json:"refunds,omitempty"`
	Happened []PhoneStep  `json:"happened"`
}

// PhoneWord is what a person said of an attempt.
type PhoneWord struct {
	Paid    bool      `json:"paid"`
	Ref     string    `json:"payment_key,omitempty"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Refuted bool      `json:"refuted,omitempty"` // the provider has answered, and not so
}

// PhoneMoney is money that went back, or was to.
type PhoneMoney struct {
	ID     string    `json:"id"`
	Amount int64     `json:"amount"`
	State  string    `json:"state"` // approved, refused or unknown; sent before anybody knows
	Number string    `json:"number,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Why    string    `json:"why,omitempty"` // of a refusal
	Began  time.Time `json:"began"`
	At     time.Time `json:"at,omitzero"`
}

// PhoneStep is one step that an attempt made.
type PhoneStep struct {
	At    time.Time `json:"at"`
	Event string    `json:"event"`
	From  pg.State  `json:"from"`
	To    pg.State  `json:"to"`
	Asked pg.Op     `json:"asked,omitempty"` // what the provider was then asked
	Note  string    `json:"note,omitempty"`
}

// ViewPhone returns what is to be seen of an attempt.
func ViewPhone(a pg.Attempt) PhoneView {
	v := PhoneView{
		ID: a.ID, Kiosk: a.Kiosk, Key: a.Key, Number: a.Number, Provider: a.Provider, Purpose: a.Purpose, Test: a.Test, State: a.State,
		Amount: a.Order.Total, Currency: a.Order.Currency, Ref: a.Ref, Began: a.Began, Until: a.Until, Next: a.Due,
		Code: a.Code, Reason: a.Reason, NeedsYou: a.NeedsPeople(), Puzzle: a.Puzzle, Alarms: a.Alarms, Happened: []PhoneStep{},
	}
	if a.Taken != nil {
		v.Taken, v.Refunded, v.Means = int64(a.Taken.Amount), int64(a.Taken.Refunded), a.Taken.Means
	}
	if w := a.Word; w != nil {
		v.Word = &PhoneWord{w.Paid, w.Ref, w.Reason, w.By, w.At, w.Refuted}
	}
	for _, f := range a.Refunds {
		v.Refunds = append(v.Refunds, PhoneMoney{f.ID, int64(f.Amount), stateOfRefund(f), f.Number, f.Reason, f.Why, f.Began, f.At})
	}
	for _, t := range a.Trace {
		v.Happened = append(v.Happened, PhoneStep{t.At, t.Event, t.From, t.To, t.Asked, t.Note})
	}
	return v
}

func stateOfRefund(f pg.Refunding) string {
	if f.State == "" {
		return "sent"
	}
	return string(f.State)
}
