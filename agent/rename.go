package agent

import (
	"context"
	"encoding/json"
	"fmt"

	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// renamed is the answer to a void that is not sent, since the pad has given the
// approval's name to a later one and would take that back.
var renamed = pay.Answer{Decline: &pay.Decline{
	Code: "renamed", Advice: pay.TakeStaff,
	Text: "the pad has counted anew, and would take another payment back that has this one's receipt number",
}}

// isRenamed looks whether the journal knows a later approval by the name that a
// void would use.
func (o *owner) isRenamed(v pay.Void) (bool, error) {
	name := voidName(o.terminal, v.Approval)
	if name == "" {
		return false, nil
	}
	first, err := firstSeq(o.o.Journal, v.Approval)
	if err != nil || first == 0 {
		return false, err
	}
	found := false
	err = queue.Each(o.o.Journal, first+1, func(f queue.Fact) error {
		var b wire.Body
		if f.Kind != wire.KindOffered {
			return nil
		}
		if err := json.Unmarshal(f.Body, &b); err != nil || b.Approval == nil {
			return FaultMemory.because(fmt.Errorf("fact %d is no offer: %w", f.Seq, err))
		}
		a := payApproval(*b.Approval)
		sale := b.Void == nil && a.Number != v.Approval.Number
		found = found || sale && voidName(o.terminal, *a) == name
		return nil
	})
	return found, err
}

// firstSeq returns the number of the first fact about an approval, 0 for none.
func firstSeq(j Journal, a pay.Approval) (uint64, error) {
	facts, err := j.Find(NumberName(a.Number))
	if err != nil {
		return 0, FaultMemory.because(err)
	}
	if len(facts) == 0 {
		return 0, nil
	}
	return facts[0].Seq, nil
}

// sendVoid has the pad take an approval back, if it still knows it by its name.
func (o *owner) sendVoid(ctx context.Context, v pay.Void) Event {
	if v.Approval.Via != "" {
		return o.voidByPhone(ctx, v)
	}
	other, err := o.isRenamed(v)
	switch {
	case err != nil:
		return CallFailed{Fate: pay.NotSent, Reason: err.Error()}
	case other:
		return Answered{Answer: renamed}
	}
	a, err := o.terminal.Void(ctx, v, o.accept)
	return orFailed(Answered{Answer: a}, err)
}
