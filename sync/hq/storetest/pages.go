package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

func testPages(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(4 * 23)
	put(t, s, "k1", j, 1, 4*23)
	var keys []string
	for f := (hq.Filter{Limit: 5}); ; {
		page, err := s.Payments(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page {
			keys = append(keys, p.Key)
		}
		if f.After = hq.Next(f, page); f.After.IsZero() {
			break
		}
	}
	var want []string
	for i := 22; i >= 0; i-- {
		want = append(want, fmt.Sprintf("key-%06d", i))
	}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("keys, newest first (-want +got):\n%s", diff)
	}
}

func testFilter(t *testing.T, s hq.Store) {
	j, other := wiretest.New("e1"), wiretest.New("e1")
	j.Sale("key-1", 1000)
	j.Sale("key-2", 2000)
	j.Add(wire.KindVoiding, "key-2", wire.Body{Void: &wire.Void{Amount: 2000}})
	other.Sale("key-1", 3000)
	put(t, s, "k1", j, 1, 9)
	put(t, s, "k2", other, 1, 4)
	for _, c := range []struct {
		filter hq.Filter
		want   int
	}{
		{hq.Filter{}, 3}, {hq.Filter{Kiosk: "k1"}, 2}, {hq.Filter{Key: "key-1"}, 2},
		{hq.Filter{Status: hq.Voiding}, 1}, {hq.Filter{Kiosk: "k2", Status: hq.Voiding}, 0},
		{hq.Filter{Kiosk: "k1' OR '1'='1"}, 0}, {hq.Filter{Limit: 2}, 2},
	} {
		if got, err := s.Payments(t.Context(), c.filter); err != nil || len(got) != c.want {
			t.Errorf("%+v: got %d payments, %v, want %d", c.filter, len(got), err, c.want)
		}
	}
	facts, err := s.Facts(t.Context(), hq.FactFilter{Kiosk: "k1", Key: "key-2"})
	if err != nil || len(facts) != 5 || facts[4].Kind != wire.KindVoiding {
		t.Errorf("facts of key-2: got %d, %v", len(facts), err)
	}
}

func testSeen(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	j.Fill(2)
	put(t, s, "k1", j, 1, 2)
	status := &wire.Status{At: wiretest.Start, State: "idle", Pad: wire.Pad{Up: true}}
	at := wiretest.Start.Add(time.Hour)
	for _, k := range []hq.Kiosk{
		{ID: "k1", LastSeen: at, Agent: "a1", Epoch: "e1", Status: status},
		{ID: "k1", LastSeen: at.Add(1), Agent: "a1", Epoch: "e1"},
		{ID: "k1", LastSeen: at.Add(time.Minute), Agent: "a2", Epoch: "e1"},
		{ID: "k0", LastSeen: at, Epoch: "x"},
		{ID: "k0", LastSeen: at, Epoch: "y"},
	} {
		if err := s.Seen(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Kiosks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []hq.Kiosk{
		{ID: "k0", FirstSeen: at, LastSeen: at, Epoch: "y"},
		{ID: "k1", FirstSeen: at, LastSeen: at.Add(time.Minute), Agent: "a2", Epoch: "e1", Acked: 2, Status: status},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kiosks (-want +got):\n%s", diff)
	}
}
