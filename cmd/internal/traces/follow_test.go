package traces

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/wire"
)

// play has a kiosk write facts: batches are parted by spaces, their facts by commas,
// and a fact is its kind and the number of its attempt. Each batch takes 10 ms, and 1 s
// goes by after it.
func play(w *Follower, script string) (all []Span) {
	at := time.Unix(1700000000, 0)
	for i, batch := range strings.Fields(script) {
		b := Batch{Kiosk: "kiosk-1", Begun: at, Ended: at.Add(10 * time.Millisecond)}
		for j, word := range strings.Split(batch, ",") {
			kind, n, _ := strings.Cut(word, "/")
			kind, via, _ := strings.Cut(kind, "@")
			body := fmt.Sprintf(`{"v":1,"attempt":%s,"charge":{"amount":4500,"via":%q},"reason":"Mr Needle"}`, n, via)
			b.Facts = append(b.Facts, Fact{Seq: uint64(10*i + j), Kind: kind, Key: "order-1", Body: []byte(body)})
		}
		all = append(all, w.Follow(b)...)
		at = at.Add(1010 * time.Millisecond)
	}
	return all
}

// line tells of a span in a line.
func line(s Span) string {
	words := []string{s.Name, s.State, s.Way, s.Ended.Sub(s.Begun).String()}
	if s.Parent == "" {
		words = append(words, [...]string{"unset", "ok", "failed"}[s.Code])
	}
	if s.Restarted {
		words = append(words, "restarted")
	}
	return strings.Join(words, "|")
}

// TestFollow tells the time lines of payments.
func TestFollow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		script string
		want   []string // all but what was recorded
	}{
		"paid": {"ordered/0 started/1 offered/1 approved/1", []string{
			"order to start|started|card|1s", "pad|offered|card|1s", "confirm|approved|card|1s", "payment|approved|card|3.04s|ok",
		}},
		"offered and approved at once": {"ordered/0 started/1 offered/1,approved/1", []string{
			"order to start|started|card|1s", "pad|offered|card|1s", "payment|approved|card|2.03s|ok",
		}},
		"by phone": {"ordered/0 started@kakaopay/1 declined/1", []string{
			"order to start|started|kakaopay|1s", "phone|declined|kakaopay|1s", "payment|declined|kakaopay|2.03s|unset",
		}},
		"declined, and tried again with points": {"ordered/0 started/1 declined/1 reserving/2 started/2 approved/2", []string{
			"order to start|started|card|1s", "pad|declined|card|1s", "payment|declined|card|2.03s|unset",
			"pad|approved|card|1s", "payment|approved|card|2.03s|ok",
		}},
		"by a phone without a name": {"ordered/0 started@4111111111111111/1", []string{"order to start|started|phone|1s"}},
		"unknown": {"ordered/0 started/1 unknown/1,listed/1 abort-asked/1 unresolved/1", []string{
			"order to start|started|card|1s", "pad|unknown|card|1s", "finding out|unresolved|card|2.01s", "payment|unresolved|card|4.05s|failed",
		}},
		"given back": {"ordered/0 started/1 approved/1 voiding/1 voided/1", []string{
			"order to start|started|card|1s", "pad|approved|card|1s", "payment|approved|card|2.03s|ok", "void|voided|card|1s",
		}},
		"found after a restart":      {"unknown/1 approved/1", []string{"finding out|approved||1s|restarted", "payment|approved||1.02s|ok|restarted"}},
		"given back after a restart": {"voiding/1 voided/1", []string{"void|voided||1s|restarted"}},
		"nobody's kind":              {"4111111111111111/1 alarm/1 ordered/0", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			ids := map[SpanID]bool{}
			for _, s := range play(NewFollower("smartro"), c.script) {
				if ids[s.ID] || s.Trace != TraceOf("order-1") || s.Kiosk != "kiosk-1" || s.Parent != "" && s.Parent != PaymentOf("order-1", s.Attempt) || (s.Way == wayCard) != (s.Driver == "smartro") {
					t.Errorf("%+v", s)
				}
				ids[s.ID] = true
				if s.Name != nameRecord {
					got = append(got, line(s))
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestStored: HQ tells of each attempt in a batch, below the kiosk's span.
func TestStored(t *testing.T) {
	t.Parallel()
	at := time.Unix(1700000000, 0)
	got := Stored(Batch{Kiosk: "kiosk-1", Begun: at, Ended: at.Add(time.Millisecond), Facts: []Fact{
		{1, wire.KindOrdered, "order-1", []byte(`{"v":1}`)}, {2, wire.KindStarted, "order-1", []byte(`{"attempt":1}`)},
		{3, wire.KindOrdered, "order-2", []byte(`no body`)}, {4, wire.KindDayOpened, "", nil}, {5, "of tomorrow", "order-1", nil}, {6, wire.KindStarted, "order-1", []byte(`{"attempt":2}`)},
	}})
	want := []Span{
		{Trace: TraceOf("order-1"), Parent: PaymentOf("order-1", 1), ID: spanOf("order-1", 1, nameStored, 2), State: "started", Attempt: 1, Facts: 2},
		{Trace: TraceOf("order-2"), Parent: PaymentOf("order-2", 1), ID: spanOf("order-2", 1, nameStored, 3), State: "ordered", Attempt: 1, Facts: 1},
		{Trace: TraceOf("order-1"), Parent: PaymentOf("order-1", 2), ID: spanOf("order-1", 2, nameStored, 6), State: "started", Attempt: 2, Facts: 1},
	}
	for i := range want {
		want[i].Name, want[i].Kiosk, want[i].Begun, want[i].Ended = nameStored, "kiosk-1", at, at.Add(time.Millisecond)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestForgets: a kiosk that runs for years remembers no more than it may.
func TestForgets(t *testing.T) {
	t.Parallel()
	w := NewFollower("smartro")
	for i := range 3 * maxFollowed {
		w.Follow(Batch{Facts: []Fact{{Seq: uint64(i), Kind: wire.KindOrdered, Key: fmt.Sprint("order-", i), Body: []byte(`{}`)}}})
	}
	if len(w.all) != maxFollowed || len(w.order) != maxFollowed {
		t.Errorf("%d time lines and %d names are kept", len(w.all), len(w.order))
	}
}

// FuzzFollow: no body of a fact, of whatever version, does harm or gets out.
func FuzzFollow(f *testing.F) {
	f.Add("started", "order-1", []byte(`{"v":1,"attempt":1,"charge":{"via":"kakaopay"}}`))
	f.Add("approved", "order-1", []byte(`{"attempt":-1,"approval":{"card":"411111******1111"}}`))
	f.Add("ordered", "", []byte(`[`))
	f.Fuzz(func(t *testing.T, kind, key string, body []byte) {
		b := Batch{Kiosk: "kiosk-1", Facts: []Fact{{1, kind, key, body}}}
		for _, s := range append(NewFollower("smartro").Follow(b), Stored(b)...) {
			if _, known := steps[s.State]; !known || len(s.Trace) != 32 || len(s.ID) != 16 || s.Attempt < 1 || !isWay.MatchString(s.Way) && s.Way != "" {
				t.Errorf("%+v", s)
			}
		}
	})
}
