package queue

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pages counts how often a journal is asked.
type pages struct {
	*Queue
	asked  int
	failed error // of the second page
}

func (p *pages) From(seq uint64, limit Limit) ([]Fact, error) {
	if p.asked++; p.asked > 1 && p.failed != nil {
		return nil, p.failed
	}
	return p.Queue.From(seq, limit)
}

// TestEach: every fact once and in order, over the edges of pages, until somebody has
// had enough.
func TestEach(t *testing.T) {
	t.Parallel()
	p := &pages{Queue: openTest(t, Options{})}
	for _, n := range []int{eachPage.Facts, eachPage.Facts, 1} {
		appendTest(t, p.Queue, facts(n)...)
	}
	var got, want []uint64
	for seq := range uint64(2*eachPage.Facts + 1) {
		want = append(want, seq+1)
	}
	all := func(f Fact) error { got = append(got, f.Seq); return nil }
	if err := Each(p, 1, all); err != nil || p.asked != 4 {
		t.Errorf("%d pages were read: %v", p.asked, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got = nil; Each(p, 999, all) != nil || !slices.Equal(got, []uint64{999, 1000, 1001}) {
		t.Errorf("from 999 on: %v", got)
	}
	enough := errors.New("enough")
	if got = nil; !errors.Is(Each(p, 1, func(f Fact) error { return errors.Join(all(f), enough) }), enough) || len(got) != 1 {
		t.Errorf("after enough: %v", got)
	}
	p.asked, p.failed = 0, errors.New("disk fails")
	if got = nil; !errors.Is(Each(p, 1, all), p.failed) || len(got) != eachPage.Facts {
		t.Errorf("of a disk that fails: %d facts", len(got))
	}
}
