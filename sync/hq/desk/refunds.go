package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/said"
	"kioskd/sync/wire"
)

// RefundWithin is how long a refund waits for its second person. Its command
// counts no longer, so a signature that lies about does not either.
const RefundWithin = 24 * time.Hour

// Refund is money that somebody wants to go back, by command.
type Refund struct {
	ID       string    `json:"id"`
	Kiosk    string    `json:"kiosk"`
	Key      string    `json:"key"`    // of the payment
	Amount   int64     `json:"amount"` // minor units
	Currency string    `json:"currency"`
	Reason   string    `json:"reason"`
	AskedBy  string    `json:"asked_by"`
	AskedAt  time.Time `json:"asked_at"`

	// Command is what goes to the kiosk; it has a signature once somebody with an
	// operator's key has signed it.
	Command wire.Command `json:"command"`

	State     string    `json:"state"`
	DecidedBy string    `json:"decided_by,omitempty"`
	DecidedAt time.Time `json:"decided_at,omitzero"`
	Why       string    `json:"why,omitempty"` // it was refused
}

// States of a refund.
const (
	RefundAsked   = "asked"
	RefundSent    = "sent" // to the kiosk, which says the rest
	RefundRefused = "refused"
	RefundExpired = "expired"
)

// voidArgs are the arguments of the command.
type voidArgs struct {
	Key    string `json:"key"`
	Reason string `json:"reason"`
	Amount int64  `json:"amount,omitempty"`
}

// AskRefund asks for money to go back: all that is left of a payment, or a part.
func (d *Desk) AskRefund(ctx context.Context, who people.Who, kiosk, key string, amount int64, reason string) (Refund, error) {
	if err := wants(bad("say why, in the reason"), reason); err != nil {
		return Refund{}, err
	}
	p, err := d.HQ.Store.Payment(ctx, kiosk, key)
	if err != nil {
		return Refund{}, err
	}
	left := p.Amount - p.Refunded
	switch {
	case p.Status != hq.Approved && p.Status != hq.Unresolved && p.Status != hq.Mismatched:
		return Refund{}, bad("this payment is %s; only what was paid goes back", p.Status)
	case amount < 0 || amount > left:
		return Refund{}, bad("the amount is not between 1 and the %d that are left", left)
	}
	args := voidArgs{Key: key, Reason: reason, Amount: amount}
	if amount == 0 || amount == left && p.Refunded == 0 {
		args.Amount, amount = 0, left // all of it, which every pad can
	}
	text, err := json.Marshal(args)
	if err != nil {
		return Refund{}, err
	}
	c := wire.Command{Name: wire.CommandVoidPayment, Args: text, Expires: time.Now().Add(RefundWithin).UTC().Truncate(time.Second)}
	if err := d.complete(&c); err != nil {
		return Refund{}, err
	}
	return d.ask(ctx, who, Refund{Kiosk: kiosk, Key: key, Amount: amount, Currency: p.Currency, Reason: reason, Command: c})
}

// askSigned makes a refund of a command that came signed.
func (d *Desk) askSigned(ctx context.Context, who people.Who, kiosk string, c wire.Command) error {
	var args voidArgs
	if err := json.Unmarshal(c.Args, &args); err != nil {
		return bad("the arguments of %s: %v", c.Name, err)
	}
	p, err := d.HQ.Store.Payment(ctx, kiosk, args.Key)
	if errors.Is(err, hq.ErrNotFound) {
		return bad("HQ knows no payment %q of %s", args.Key, kiosk)
	}
	if err != nil {
		return err
	}
	r := Refund{Kiosk: kiosk, Key: args.Key, Amount: args.Amount, Currency: p.Currency, Reason: args.Reason, Command: c}
	if r.Amount == 0 {
		r.Amount = p.Amount - p.Refunded
	}
	if err := d.signedWell(ctx, r, c); err != nil {
		return err
	}
	if _, err := d.ask(ctx, who, r); err != nil {
		return err
	}
	return fmt.Errorf("%w: %s/refunds/%s", ErrSecondPerson, d.Address, c.ID)
}

func (d *Desk) ask(ctx context.Context, who people.Who, r Refund) (Refund, error) {
	open, err := d.Refunds(ctx)
	if err != nil {
		return r, err
	}
	if slices.ContainsFunc(open, func(o Refund) bool { return o.State == RefundAsked && o.Kiosk == r.Kiosk && o.Key == r.Key }) {
		return r, bad("a refund of this payment waits already: agree to it, or refuse it first")
	}
	r.ID, r.State, r.AskedBy, r.AskedAt = r.Command.ID, RefundAsked, who.Name, time.Now().UTC().Truncate(time.Second)
	note := fmt.Sprintf("%d %s: %s", r.Amount, r.Currency, r.Reason)
	err = d.do(ctx, who, people.Commands, act{"refund-asked", r.Kiosk + " " + r.Key, note}, func() error { return d.refunds.Add(ctx, r.ID, r) })
	return r, err
}

// Refunds returns all refunds, those that wait first, then the newest first.
func (d *Desk) Refunds(ctx context.Context) ([]Refund, error) {
	kept, err := d.refunds.All(ctx)
	all := make([]Refund, len(kept))
	for i, k := range kept {
		all[i] = k.Value.now()
	}
	slices.SortStableFunc(all, func(a, b Refund) int {
		if x, y := a.State == RefundAsked, b.State == RefundAsked; x != y {
			return map[bool]int{true: -1, false: 1}[x]
		}
		return b.AskedAt.Compare(a.AskedAt)
	})
	return all, err
}

// Refund returns one refund, or [hq.ErrNotFound].
func (d *Desk) Refund(ctx context.Context, id string) (Refund, error) {
	k, err := d.refunds.Get(ctx, id)
	return k.Value.now(), err
}

// now is the refund as it stands at this moment.
func (r Refund) now() Refund {
	if r.State == RefundAsked && !time.Now().Before(r.Command.Expires) {
		r.State = RefundExpired
	}
	return r
}

// Agree has another person agree to a refund, which then goes to the kiosk. The
// signed command may come now, or have come with the question.
func (d *Desk) Agree(ctx context.Context, who people.Who, id string, signed *wire.Command) (Refund, error) {
	r, err := d.decidable(ctx, who, id)
	if err != nil {
		return r, err
	}
	if signed == nil {
		signed = &r.Command
	}
	if err := d.signedWell(ctx, r, *signed); err != nil {
		return r, err
	}
	err = d.do(ctx, who, people.Commands, act{"refund-agreed", r.Kiosk + " " + r.Key, "asked by " + r.AskedBy}, func() error {
		r, err = d.decide(ctx, who, id, RefundSent, "", *signed)
		if err != nil {
			return err
		}
		return d.send(ctx, r)
	})
	return r, err
}

// send gives the kiosk the command of a refund. When HQ cannot keep the command,
// the refund waits again; the command has one id, so it counts once in any case.
func (d *Desk) send(ctx context.Context, r Refund) error {
	err := d.HQ.Command(ctx, r.Kiosk, r.Command)
	if err == nil || errors.Is(err, hq.ErrExists) {
		return nil
	}
	_, back := d.refunds.Change(context.WithoutCancel(ctx), r.ID, func(now *Refund) error {
		now.State, now.DecidedBy, now.DecidedAt = RefundAsked, "", time.Time{}
		return nil
	})
	return errors.Join(err, back)
}

// Decline has a person refuse a refund: another one, or whoever asked for it.
func (d *Desk) Decline(ctx context.Context, who people.Who, id, why string) (Refund, error) {
	if err := wants(bad("say why not, in the reason"), why); err != nil {
		return Refund{}, err
	}
	r, err := d.Refund(ctx, id)
	if err != nil {
		return r, err
	}
	err = d.do(ctx, who, people.Commands, act{"refund-refused", r.Kiosk + " " + r.Key, why}, func() error {
		r, err = d.decide(ctx, who, id, RefundRefused, why, r.Command)
		return err
	})
	return r, err
}

// decidable returns a refund to which somebody may agree.
func (d *Desk) decidable(ctx context.Context, who people.Who, id string) (Refund, error) {
	r, err := d.Refund(ctx, id)
	switch {
	case err != nil:
		return r, err
	case who.Session == "":
		return r, said.No(people.ErrForbidden, "a person agrees to a refund, signed in")
	case strings.EqualFold(who.Name, r.AskedBy):
		return r, said.No(people.ErrForbidden, "you have asked for this refund; another person has to agree")
	case r.State != RefundAsked:
		return r, bad("this refund is %s", r.State)
	}
	return r, nil
}

// decide changes a refund that waits; two who decide at once do not both.
func (d *Desk) decide(ctx context.Context, who people.Who, id, state, why string, c wire.Command) (Refund, error) {
	return d.refunds.Change(ctx, id, func(r *Refund) error {
		if now := r.now(); now.State != RefundAsked {
			return bad("this refund is %s", now.State)
		}
		r.State, r.Why, r.Command = state, why, c
		r.DecidedBy, r.DecidedAt = who.Name, time.Now().UTC().Truncate(time.Second)
		return nil
	})
}

// signedWell reports whether a signed command is the one that was asked for, and
// the signature that of an operator of the kiosk's settings. The kiosk looks, too;
// here it spares a wait.
func (d *Desk) signedWell(ctx context.Context, r Refund, c wire.Command) error {
	want := r.Command
	switch {
	case c.Signature == "":
		return bad("the command is not signed yet: kioskhq sign")
	case string(c.SignedBytes(r.Kiosk)) != string(want.SignedBytes(r.Kiosk)):
		return bad("what was signed is another command than this refund's")
	}
	keys, err := d.operators(ctx, r.Kiosk)
	if err != nil {
		return err
	}
	for _, text := range keys {
		key, err := wire.DecodeKey(text)
		if err == nil && wire.KeyName(key) == c.Key && wire.Verify(key, wire.PurposeCommand, c.SignedBytes(r.Kiosk), c.Signature) == nil {
			return nil
		}
	}
	return bad("the signature is of no operator's key in the settings of %s", r.Kiosk)
}

// operators returns the keys that a kiosk's newest settings name.
func (d *Desk) operators(ctx context.Context, kiosk string) ([]string, error) {
	s, err := d.HQ.Store.NewestSettings(ctx, kiosk)
	if errors.Is(err, hq.ErrNotFound) {
		return nil, bad("%s has no settings from HQ, so no operator's key counts there; offer settings with operators first", kiosk)
	}
	if err != nil {
		return nil, err
	}
	var doc struct {
		Operators []string `json:"operators"`
	}
	if err := json.Unmarshal(s.Document, &doc); err != nil {
		return nil, fmt.Errorf("settings %d: %w", s.Version, err)
	}
	return doc.Operators, nil
}

// Unsigned is a command as it goes to whoever signs it.
type Unsigned struct {
	Kiosk   string       `json:"kiosk"`
	Command wire.Command `json:"command"`
}

// ParseCommand reads a command that somebody has signed. Its arguments are put on
// one line, as they were signed, however the file was written.
func ParseCommand(text []byte) (wire.Command, error) {
	var c wire.Command
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil || c.ID == "" || c.Signature == "" {
		return c, bad("this is no signed command; make one with: kioskhq sign")
	}
	return flat(c), nil
}

// ParseUnsigned reads a command that is to be signed.
func ParseUnsigned(text []byte) (Unsigned, error) {
	var u Unsigned
	if err := json.Unmarshal(text, &u); err != nil || u.Kiosk == "" || u.Command.ID == "" {
		return u, bad("this is no command from HQ's page of a refund")
	}
	u.Command = flat(u.Command)
	return u, nil
}

// flat writes the arguments as they travel, since the signature is over those bytes.
func flat(c wire.Command) wire.Command {
	if args, err := json.Marshal(c.Args); err == nil && len(c.Args) > 0 {
		c.Args = args
	}
	return c
}
