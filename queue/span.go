package queue

import (
	"fmt"
	"slices"
)

// Span is a stretch of facts, by their numbers.
type Span struct {
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
}

func (s Span) String() string {
	if s.First == s.Last {
		return fmt.Sprint(s.First)
	}
	return fmt.Sprintf("%d to %d", s.First, s.Last)
}

// within reports whether a number is in one of the spans, which are in order.
func within(spans []Span, seq uint64) bool {
	_, found := slices.BinarySearchFunc(spans, seq, func(s Span, seq uint64) int {
		switch {
		case s.Last < seq:
			return -1
		case s.First > seq:
			return 1
		}
		return 0
	})
	return found
}

// widen adds numbers that come after all spans.
func widen(spans []Span, first, last uint64) []Span {
	if last < first {
		return spans
	}
	if n := len(spans); n > 0 && spans[n-1].Last+1 >= first {
		return append(slices.Clone(spans[:n-1]), Span{spans[n-1].First, max(last, spans[n-1].Last)})
	}
	return append(slices.Clone(spans), Span{first, last})
}
