package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

func testRecords(t *testing.T, s hq.Store) {
	ctx := t.Context()
	if _, err := s.Record(ctx, "user", "kim"); !errors.Is(err, hq.ErrNotFound) {
		t.Errorf("no record: %v", err)
	}
	body := []byte(`{"a":1}`)
	for _, name := range []string{"lee", "kim", "김"} {
		must(t, s.PutRecord(ctx, hq.Record{Kind: "user", Name: name, Body: body}))
	}
	must(t, s.PutRecord(ctx, hq.Record{Kind: "case", Name: "kim", Body: body}))
	copy(body, `[XXXXX]`)
	if err := s.PutRecord(ctx, hq.Record{Kind: "user", Name: "kim", Body: body}); !errors.Is(err, hq.ErrExists) {
		t.Errorf("a name twice: %v", err)
	}
	must(t, s.PutRecord(ctx, hq.Record{Kind: "user", Name: "kim", Version: 1, Body: []byte(`{"a":2}`)}))
	for name, version := range map[string]uint64{"kim": 1, "lee": 2, "park": 1} {
		if err := s.PutRecord(ctx, hq.Record{Kind: "user", Name: name, Version: version, Body: body}); !errors.Is(err, hq.ErrChanged) {
			t.Errorf("%s as of version %d: %v", name, version, err)
		}
	}
	must(t, s.DropRecord(ctx, "user", "lee"))
	must(t, s.DropRecord(ctx, "user", "lee"))
	got, err := s.Records(ctx, "user")
	want := []hq.Record{{Kind: "user", Name: "kim", Version: 2, Body: []byte(`{"a":2}`)}, {Kind: "user", Name: "김", Version: 1, Body: []byte(`{"a":1}`)}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	for after, names := range map[string][]hq.Record{"": want[:1], "kim": want[1:], "lee": want[1:], "힣": nil} {
		page, err := s.RecordsAfter(ctx, "user", after, 1)
		if diff := cmp.Diff(names, page, cmpopts.EquateEmpty()); diff != "" || err != nil {
			t.Errorf("after %q: %v (-want +got)\n%s", after, err, diff)
		}
	}
	one, err := s.Record(ctx, "user", "kim")
	if diff := cmp.Diff(want[0], one); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

// testCount: records are counted by their kind and tag, and no further than asked.
func testCount(t *testing.T, s hq.Store) {
	ctx := t.Context()
	for n, tag := range []string{"open", "open", "taken", ""} {
		must(t, s.PutRecord(ctx, hq.Record{Kind: "alarm", Name: fmt.Sprint(n), Tag: tag, Body: []byte(`{}`)}))
	}
	must(t, s.PutRecord(ctx, hq.Record{Kind: "alar", Name: "0", Tag: "open", Body: []byte(`{}`)}))
	must(t, s.PutRecord(ctx, hq.Record{Kind: "case", Name: "0", Tag: "open", Body: []byte(`{}`)}))
	count := func(tag string, most, want int) {
		t.Helper()
		if n, err := s.Count(ctx, "alarm", tag, most); n != want || err != nil {
			t.Errorf("%d are %s of at most %d, %v, want %d", n, tag, most, err, want)
		}
	}
	count("open", 9, 2)
	count("open", 1, 1)
	count("settled", 9, 0)
	must(t, s.PutRecord(ctx, hq.Record{Kind: "alarm", Name: "0", Tag: "taken", Version: 1, Body: []byte(`{}`)}))
	must(t, s.DropRecord(ctx, "alarm", "2"))
	count("open", 9, 1)
	count("taken", 9, 1)
	if r, err := s.Record(ctx, "alarm", "0"); r.Tag != "taken" || err != nil {
		t.Errorf("read again: %+v, %v", r, err)
	}
}

// testOneChanges: of many who change the same version, one does.
func testOneChanges(t *testing.T, s hq.Store) {
	must(t, s.PutRecord(t.Context(), hq.Record{Kind: "k", Name: "n", Body: []byte(`0`)}))
	var did atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			err := s.PutRecord(t.Context(), hq.Record{Kind: "k", Name: "n", Version: 1, Body: []byte(`1`)})
			if err == nil {
				did.Add(1)
			} else if !errors.Is(err, hq.ErrChanged) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if did.Load() != 1 {
		t.Errorf("%d changed it", did.Load())
	}
}

func testAudit(t *testing.T, s hq.Store) {
	ctx := t.Context()
	line := func(n uint64) hq.AuditLine { return hq.AuditLine{Seq: n, Line: fmt.Appendf(nil, `{"n":%d}`, n)} }
	if err := s.AddLine(ctx, line(2)); !errors.Is(err, hq.ErrGap) {
		t.Errorf("a gap: %v", err)
	}
	for n := range uint64(4) {
		must(t, s.AddLine(ctx, line(n+1)))
	}
	for n, want := range map[uint64]error{1: hq.ErrExists, 4: hq.ErrExists, 6: hq.ErrGap} {
		if err := s.AddLine(ctx, line(n)); !errors.Is(err, want) {
			t.Errorf("line %d: %v, want %v", n, err, want)
		}
	}
	for _, c := range []struct {
		before uint64
		limit  int
		want   []hq.AuditLine
	}{{0, 2, []hq.AuditLine{line(4), line(3)}}, {3, 9, []hq.AuditLine{line(2), line(1)}}, {1, 9, nil}} {
		got, err := s.Lines(ctx, c.before, c.limit)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("before %d: %v (-want +got)\n%s", c.before, err, diff)
		}
	}
}

// testAuditTogether: writers who take the next number each get one of their own.
func testAuditTogether(t *testing.T, s hq.Store) {
	const writers = 6
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for seq := uint64(1); ; seq++ {
				err := s.AddLine(t.Context(), hq.AuditLine{Seq: seq, Line: []byte(`{}`)})
				if err == nil {
					return
				}
				if !errors.Is(err, hq.ErrExists) {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if got, err := s.Lines(t.Context(), 0, 99); err != nil || len(got) != writers || got[0].Seq != writers {
		t.Errorf("%d lines, %v", len(got), err)
	}
}

// takings keeps two paid payments and a declined one at two kiosks.
func takings(t *testing.T, s hq.Store) {
	t.Helper()
	one, two := wiretest.New("e1"), wiretest.New("e1")
	one.Sale("key-00000000abcd1234", 11000)
	one.Sale("key-2", 22000)
	two.Add(wire.KindStarted, "key-3", wire.Body{Charge: &wire.Charge{Amount: 500, Currency: "KRW"}})
	one.Add(wire.KindVoided, "key-2", wire.Body{Void: &wire.Void{Amount: 2000}})
	two.Add(wire.KindDeclined, "key-3", wire.Body{Decline: &wire.Decline{Text: "no"}})
	must(t, s.Put(t.Context(), "k1", "e1", Facts(t, one, 1, 9)))
	must(t, s.Put(t.Context(), "k2", "e1", Facts(t, two, 1, 2)))
}

func testTotals(t *testing.T, s hq.Store) {
	takings(t, s)
	from := wiretest.Start
	got, err := s.Totals(t.Context(), from, from.Add(time.Minute), 4*time.Second)
	paid := hq.Total{Kiosk: "k1", Method: "credit", Status: hq.Approved, Currency: "KRW", Count: 1, Amount: 11000}
	later := paid
	later.Step, later.Amount, later.Refunded = 1, 22000, 2000
	want := []hq.Total{paid, {Kiosk: "k2", Status: hq.Declined, Currency: "KRW", Count: 1, Amount: 500}, later}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if got, err := s.Totals(t.Context(), from.Add(time.Hour), from.Add(2*time.Hour), time.Hour); err != nil || len(got) != 0 {
		t.Errorf("an empty hour: %v, %v", got, err)
	}
}

func testSearch(t *testing.T, s hq.Store) {
	takings(t, s)
	start := wiretest.Start
	for name, c := range map[string]struct {
		f    hq.Filter
		want int
	}{
		"a reference":         {hq.Filter{Search: "ABCD 1234"}, 1},
		"an approval number":  {hq.Filter{Search: " 30012345 "}, 2},
		"a card":              {hq.Filter{Search: "941009******1234"}, 2},
		"an order":            {hq.Filter{Search: "latte"}, 2},
		"signs of a pattern":  {hq.Filter{Search: "%"}, 0},
		"a quote":             {hq.Filter{Search: "' OR 1=1 --"}, 0},
		"statuses":            {hq.Filter{Among: []string{hq.Declined, hq.Unresolved}}, 1},
		"refunded":            {hq.Filter{Refunded: true}, 1},
		"from":                {hq.Filter{From: start.Add(4 * time.Second)}, 1},
		"until":               {hq.Filter{Until: start.Add(4 * time.Second)}, 2},
		"all of it together":  {hq.Filter{Kiosk: "k1", Search: "key", Among: []string{hq.Approved}, From: start, Until: start.Add(time.Hour)}, 2},
		"somebody else's key": {hq.Filter{Kiosk: "k2", Search: "key-2"}, 0},
	} {
		got, err := s.Payments(t.Context(), c.f)
		if err != nil || len(got) != c.want {
			t.Errorf("%s: %d payments, %v, want %d", name, len(got), err, c.want)
		}
	}
}

func testStages(t *testing.T, s hq.Store) {
	ctx := t.Context()
	must(t, s.PutSettings(ctx, document(3, "*")))
	must(t, s.PutSettings(ctx, document(4)))
	must(t, s.OfferTo(ctx, 4, []string{"k2", "k1"}))
	must(t, s.OfferTo(ctx, 4, []string{"k2", "k3"}))
	must(t, s.Withdraw(ctx, 4, []string{"k1", "k9"}))
	for _, do := range []func() error{
		func() error { return s.OfferTo(ctx, 9, []string{"k1"}) },
		func() error { return s.Withdraw(ctx, 9, []string{"k1"}) },
	} {
		if err := do(); !errors.Is(err, hq.ErrNotFound) {
			t.Errorf("a document that is not kept: %v", err)
		}
	}
	for kiosk, want := range map[string]uint64{"k1": 3, "k2": 4, "k3": 4} {
		if got, err := s.NewestSettings(ctx, kiosk); err != nil || got.Version != want {
			t.Errorf("%s is offered %d, %v, want %d", kiosk, got.Version, err, want)
		}
	}
	got, err := s.Documents(ctx, 9)
	if diff := cmp.Diff([]hq.Settings{document(4, "k2", "k3"), document(3, "*")}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if got, err := s.Documents(ctx, 1); err != nil || len(got) != 1 || got[0].Version != 4 {
		t.Errorf("the newest: %v, %v", got, err)
	}
}
