package storetest

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// hostile are texts that a store may not like: what JSON allows is more than what
// some databases hold.
var hostile = []string{
	"a\x00b", "a\x00c", "\x00", "' OR '1'='1", `\x41`, "{a,b}", `"quoted"`, "$1", "한국어 \U0001F600", "\u2028",
	strings.Repeat("k", 64), strings.Repeat("long", 2000), strings.Repeat("long", 2000) + "er",
}

// testHostile: every fact is kept byte for byte whatever stands in it, and found by
// its key.
func testHostile(t *testing.T, s hq.Store) {
	j := wiretest.New("e1")
	for _, text := range hostile {
		j.Add(wire.KindApproved, text, wire.Body{Reason: text, Approval: &wire.Approval{Ref: text, Number: text, Currency: text, Method: text, Card: text, Amount: 1}})
		j.AddRaw(text, text, json.RawMessage(`{}`))
	}
	j.AddLine("\x00 no fact \xff")
	last, _ := j.Last()
	put(t, s, "k1", j, 1, last)
	CheckWhole(t, s, "k1", j)
	for _, text := range hostile {
		facts, err := s.Facts(t.Context(), hq.FactFilter{Kiosk: "k1", Key: text})
		if err != nil || len(facts) != 2 || facts[0].Key != text {
			t.Errorf("facts of %.20q: got %d, %v", text, len(facts), err)
		}
		if len(text) > 64 {
			continue // no payment has such a key
		}
		if p, err := s.Payment(t.Context(), "k1", text); err != nil || p.Facts != 2 {
			t.Errorf("payment %.20q: got %+v, %v", text, p, err)
		}
	}
	must(t, s.Seen(t.Context(), hq.Kiosk{ID: "k1", LastSeen: noon, Agent: "a\x00", Epoch: "e1"}))
}

// testTwoEpochs: a kiosk whose disk was copied reports the same payment in two
// epochs at the same time. No fact of it may be counted out.
func testTwoEpochs(t *testing.T, s hq.Store) {
	const rounds = 20
	var writers sync.WaitGroup
	for _, epoch := range []string{"e1", "e2"} {
		j := wiretest.New(epoch)
		for i := range rounds {
			j.AddRaw(wire.KindOrdered, fmt.Sprintf("key-%d", i/10), json.RawMessage(`{"v":1}`))
		}
		writers.Go(func() {
			for n := uint64(1); n <= rounds; n++ {
				if err := s.Put(t.Context(), "k1", epoch, Facts(t, j, n, n)); err != nil {
					t.Errorf("put %d of %s: %v", n, epoch, err)
				}
			}
		})
	}
	writers.Wait()
	got := map[string]int{}
	for _, key := range []string{"key-0", "key-1"} {
		p, err := s.Payment(t.Context(), "k1", key)
		must(t, err)
		got[key] = p.Facts
	}
	if diff := cmp.Diff(map[string]int{"key-0": rounds, "key-1": rounds}, got); diff != "" {
		t.Errorf("facts of each payment (-want +got):\n%s", diff)
	}
}

// testCrowd: many kiosks at once, one of which leaves a fact out: it alone is
// refused.
func testCrowd(t *testing.T, s hq.Store) {
	const kiosks, facts = 30, 8
	journals := make([]*wiretest.Journal, kiosks)
	var all sync.WaitGroup
	for i := range kiosks {
		j := wiretest.New("e1")
		j.Fill(facts)
		journals[i] = j
		batches := [][]hq.Fact{Facts(t, j, 1, 2), Facts(t, j, 3, 4), Facts(t, j, 5, 6), Facts(t, j, 7, 8)}
		if i == 7 {
			batches[2] = batches[2][1:]
		}
		all.Go(func() {
			for n, batch := range batches {
				err := s.Put(t.Context(), fmt.Sprintf("k%d", i), "e1", batch)
				if refused := i == 7 && n >= 2; (err != nil) != refused {
					t.Errorf("batch %d of kiosk %d: %v", n, i, err)
				}
			}
		})
	}
	all.Wait()
	journals[7].Lines = journals[7].Lines[:4]
	for i, j := range journals {
		CheckWhole(t, s, fmt.Sprintf("k%d", i), j)
	}
}
