package zvt

import (
	"context"
	"time"

	"kioskd/agent/pay"
)

// commanded does what the pad says while it has the say.
func (x *exchange) commanded(ctx context.Context, f Frame) error {
	x.nextBy = time.Now().Add(x.limits.Completion)
	switch f.Code {
	case CodeResult:
		return x.judge(ctx, f)
	case CodeIntermediate:
		x.waiting(f)
	case CodePrintLine, CodePrintBlock:
		if err := x.slips.add(f); err != nil {
			x.log.Warn("a part of the receipt is lost", "cause", err)
		}
	case CodeCompletion:
		x.out.data = f.Data
		x.over(nil)
	case CodeAborted:
		var a Aborted
		if err := a.UnmarshalBinary(f.Data); err != nil {
			return err
		}
		x.out.text = a.Text
		x.over(&refusal{a.ID})
	}
	return x.reply(responseTo(f.Code))
}

// reply answers a command of the pad. When the command of ours is over, its end
// stands whether or not the pad hears that we have heard.
func (x *exchange) reply(c Code) error {
	err := x.answer(c)
	if err != nil && x.done {
		x.log.Warn("the end of a command was not answered", "cause", err)
		return nil
	}
	return err
}

// waiting reports where the card is.
func (x *exchange) waiting(f Frame) {
	var w Waiting
	if err := w.UnmarshalBinary(f.Data); err != nil {
		x.log.Warn("intermediate status not understood", "cause", err)
	}
	if w.Minutes > 0 {
		x.nextBy = time.Now().Add(time.Duration(w.Minutes) * time.Minute)
	}
	if !x.card {
		return
	}
	for _, step := range w.progress() {
		x.touched = x.touched || step != pay.WaitingForCard
		x.inside = x.inside || step == pay.CardInside
		x.watcher.Progress(step)
	}
}

// judge reads a result. One that cannot be read to its end is judged by what was
// read; one that tells nothing is answered and changes nothing.
func (x *exchange) judge(ctx context.Context, f Frame) error {
	var r Result
	if err := r.UnmarshalBinary(f.Data); err != nil {
		x.log.Error("a result cannot be read to its end", "cause", err)
	}
	if !r.Told {
		return x.answer(CodeGood)
	}
	r = x.fill(r)
	if x.offerOf != nil && r.Approved() {
		return x.approved(ctx, r)
	}
	x.out.result = &r
	return x.answer(CodeGood)
}
