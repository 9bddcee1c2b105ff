package hq

import (
	"bytes"
	"fmt"

	"kioskd/sync/wire"
)

// Stored returns the line that is kept under a number up to the head, for
// [Extend].
type Stored func(seq uint64) ([]byte, error)

// Extend is the rule that every store keeps: it compares facts with the chain
// that ends at head and returns those that are new, and the head after them.
func Extend(head Head, facts []Fact, stored Stored) ([]Fact, Head, error) {
	if len(facts) == 0 {
		return nil, head, nil
	}
	if first := facts[0].Seq; first == 0 || first > head.Seq+1 {
		return nil, head, fmt.Errorf("%w: facts from %d follow %d", ErrGap, first, head.Seq)
	}
	fresh, err := skipKnown(head, facts, stored)
	if err != nil {
		return nil, head, err
	}
	for _, f := range fresh {
		if head, err = head.next(f); err != nil {
			return nil, head, err
		}
	}
	return fresh, head, nil
}

// skipKnown drops the facts up to the head after a look at their bytes.
func skipKnown(head Head, facts []Fact, stored Stored) ([]Fact, error) {
	for i, f := range facts {
		if f.Seq > head.Seq {
			return facts[i:], nil
		}
		line, err := stored(f.Seq)
		if err != nil {
			return nil, fmt.Errorf("look up fact %d: %w", f.Seq, err)
		}
		if !bytes.Equal(line, f.Line) {
			return nil, fmt.Errorf("%w: fact %d was stored before with other bytes", ErrFork, f.Seq)
		}
	}
	return nil, nil
}

func (h Head) next(f Fact) (Head, error) {
	if f.Seq != h.Seq+1 {
		return h, fmt.Errorf("%w: fact %d follows %d", ErrGap, f.Seq, h.Seq)
	}
	if f.Refused == "" && f.Prev != h.Hash {
		return h, fmt.Errorf("%w: fact %d does not follow from the fact %d that is stored here", ErrFork, f.Seq, h.Seq)
	}
	return Head{Seq: f.Seq, Hash: wire.Hash(f.Line)}, nil
}
