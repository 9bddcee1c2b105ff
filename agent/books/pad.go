package books

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// Since is what has moved since an end of day.
type Since struct {
	Total
	Whole   bool // that end of day is in the journal, so that nothing older is counted elsewhere
	Entries []Entry

	padOnly bool
}

// Count adds up what the journal has written since the pad last handed in, or
// since the last end of day, with the pad or without. What was paid by phone is not
// counted for the pad, which knows nothing of it.
func Count(j Journal, sincePad bool) (s Since, err error) {
	closed, err := j.Find(agent.DayClosedName)
	if err != nil {
		return s, err
	}
	var after uint64
	for _, f := range closed {
		var b wire.Body
		if err := json.Unmarshal(f.Body, &b); err != nil {
			return s, fmt.Errorf("read fact %d: %w", f.Seq, err)
		}
		if !sincePad || b.Day != nil && b.Day.Pad != nil {
			after, s.Whole = f.Seq, true
		}
	}
	s.padOnly = sincePad
	return s, s.read(j, after)
}

// read adds up what has become of each payment since a fact.
func (s *Since) read(j Journal, after uint64) error {
	seen := map[string]bool{"": true, string(agent.BaselineKey): true}
	return queue.Each(j, after+1, func(f queue.Fact) error {
		if seen[f.Key] {
			return nil
		}
		seen[f.Key] = true
		facts, err := j.Find(f.Key)
		if err != nil {
			return err
		}
		return s.add(facts, after)
	})
}

// add adds the difference between what a payment was then and what it is now.
func (s *Since) add(facts []queue.Fact, after uint64) error {
	old := slices.IndexFunc(facts, func(f queue.Fact) bool { return f.Seq > after })
	then, err := agent.Fold(facts[:max(old, 0)])
	if err != nil {
		return err
	}
	now, err := agent.Fold(facts)
	if err != nil {
		return err
	}
	if s.padOnly && now.Via() != "" {
		return nil
	}
	if taken(now) && !taken(then) {
		s.Sales, s.Taken = s.Sales+1, s.Taken+now.Approval.Amount
	}
	e, _ := entryOf(now, "", time.Local)
	s.Entries = append(s.Entries, e)
	s.Refunds, s.Back = s.Refunds+len(now.Refunds)-len(then.Refunds), s.Back+now.Refunded()-then.Refunded()
	s.Net = s.Taken - s.Back
	return nil
}

// MeetPad compares the pad's own totals with the journal. The pad counts since
// its last end of day, whatever day it is.
func (r *Report) MeetPad(s Since, t pay.Totals) {
	if !s.Whole && t.Amount != s.Net {
		r.Pad = Side{Why: "the pad counts since an end of day that is older than this journal"}
		return
	}
	r.Pad = Side{Compared: true, Count: t.Count, Amount: t.Amount}
	if t.Amount != s.Net {
		r.differ(s.differs(t))
	}
}

// differs names the payment that explains the difference, where exactly one does.
func (s Since) differs(t pay.Totals) Difference {
	d := Difference{Side: SidePad, What: "the pad counts another sum since its last end of day", Ours: s.Net, Theirs: t.Amount}
	if e, ok := explains(s.Entries, t.Amount-s.Net); ok {
		d.Key, d.Number = e.Key, e.Number
		d.What = fmt.Sprintf("the pad counts more since its last end of day: this payment, which is %s here, would explain it", e.Status)
	}
	return d
}
