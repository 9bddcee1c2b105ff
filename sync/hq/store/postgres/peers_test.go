package postgres_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/postgres"
	"kioskd/sync/wire"
)

// process is a store as one HQ process has it.
type process struct {
	*postgres.Store
	heard chan hq.News
	leave func()
}

// join opens a database as one more process.
func join(t *testing.T, address string) *process {
	t.Helper()
	p := &process{Store: open(t, address), heard: make(chan hq.News, 100)}
	p.Hurry()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Follow(ctx, func(n hq.News) { p.heard <- n }) }()
	p.leave = func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("follow: %v", err)
		}
		done <- nil
	}
	t.Cleanup(p.leave)
	p.want(t, hq.News{Kind: hq.NewsForgotten}) // it is known now
	return p
}

func (p *process) want(t *testing.T, want hq.News) {
	t.Helper()
	select {
	case got := <-p.heard:
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("news (-want +got):\n%s", diff)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("nothing was heard, want %v", want)
	}
}

func two(t *testing.T) (a, b *process) {
	t.Helper()
	s := fresh(t)
	return join(t, s.Address()), join(t, s.Address())
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestNews: what one process does the others hear, in order, and it does not hear
// itself.
func TestNews(t *testing.T) {
	t.Parallel()
	a, b := two(t)
	now := time.Now()
	check(t, a.PutSettings(t.Context(), hq.Settings{For: []string{"*"}, Settings: wire.Settings{Version: 7, Document: []byte(`{}`)}, Added: now}))
	check(t, a.OfferTo(t.Context(), 7, []string{"k1", "k2"}))
	check(t, a.PutCommand(t.Context(), "k1", wire.Command{ID: "c1", Name: wire.CommandLock}, now))
	check(t, a.AddKey(t.Context(), hq.Key{Kiosk: "k1", Name: "key", Public: []byte("p"), Added: now}))
	check(t, a.Revoke(t.Context(), "k1", "key", "stolen", now))
	b.want(t, hq.News{Kind: hq.NewsSettings, Kiosks: []string{"*"}, Ref: "7"})
	b.want(t, hq.News{Kind: hq.NewsSettings, Kiosks: []string{"k1", "k2"}, Ref: "7"})
	b.want(t, hq.News{Kind: hq.NewsCommand, Kiosks: []string{"k1"}, Ref: "c1"})
	b.want(t, hq.News{Kind: hq.NewsRevoked, Kiosks: []string{"k1"}, Ref: "key"})
	check(t, a.Hint(t.Context(), hq.News{Kind: hq.NewsOnline, Kiosks: []string{"k1"}, Ref: "key-01/2"}))
	b.want(t, hq.News{Kind: hq.NewsOnline, Kiosks: []string{"k1"}, Ref: "key-01/2"})
	check(t, a.Rang(t.Context()))
	b.want(t, hq.News{Kind: hq.NewsChanged})
	check(t, b.PutCommand(t.Context(), "k2", wire.Command{ID: "c2"}, now))
	a.want(t, hq.News{Kind: hq.NewsCommand, Kiosks: []string{"k2"}, Ref: "c2"})
}

// TestNotificationLost: news that nobody was woken for is found.
func TestNotificationLost(t *testing.T) {
	t.Parallel()
	a, b := two(t)
	exec(t, a.Address(), `INSERT INTO news (process, kind, kiosks, ref) VALUES (0, 'command', '{k1}', 'c1')`)
	for _, p := range []*process{a, b} {
		p.want(t, hq.News{Kind: hq.NewsCommand, Kiosks: []string{"k1"}, Ref: "c1"})
	}
}

// TestConnectionLost: what happened while a process heard nothing, it hears later.
func TestConnectionLost(t *testing.T) {
	t.Parallel()
	a, b := two(t)
	for i := range 3 {
		exec(t, a.Address(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
		id := string(rune('0' + i))
		check(t, a.PutCommand(t.Context(), "k1", wire.Command{ID: id}, time.Now()))
		b.want(t, hq.News{Kind: hq.NewsCommand, Kiosks: []string{"k1"}, Ref: id})
	}
}

func (p *process) claims(t *testing.T, seat hq.Seat, wantTwo bool) {
	t.Helper()
	if two, err := p.Claim(t.Context(), seat, 3, time.Minute); err != nil || two != wantTwo {
		t.Errorf("claim of %s: two machines %v, %v, want %v", seat.Kiosk, two, err, wantTwo)
	}
}

func (p *process) wantPresent(t *testing.T, want ...string) {
	t.Helper()
	present, err := p.Present(t.Context())
	check(t, err)
	var got []string
	for k := range present {
		got = append(got, k)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("present (-want +got):\n%s", diff)
	}
}

// TestPresence: a kiosk is where it connected last, and a release of an older
// session changes nothing.
func TestPresence(t *testing.T) {
	t.Parallel()
	a, b := two(t)
	a.claims(t, hq.Seat{Kiosk: "k1", Session: 1}, false)
	a.claims(t, hq.Seat{Kiosk: "k2", Session: 2}, false)
	a.claims(t, hq.Seat{Kiosk: "k2", Session: 3}, false)
	check(t, a.Release(t.Context(), hq.Seat{Kiosk: "k2", Session: 2}))
	b.wantPresent(t, "k1", "k2")
	b.claims(t, hq.Seat{Kiosk: "k1", Session: 1}, false)
	a.want(t, hq.News{Kind: hq.NewsClaimed, Kiosks: []string{"k1"}})
	if here, err := a.Has(t.Context(), "k1"); here || err != nil {
		t.Errorf("still here: %v, %v", here, err)
	}
	check(t, a.Release(t.Context(), hq.Seat{Kiosk: "k1", Session: 1}))
	check(t, a.Release(t.Context(), hq.Seat{Kiosk: "k2", Session: 3}))
	a.wantPresent(t, "k1")
	b.leave()
	a.wantPresent(t)
}

// TestTwoMachines: processes that take a kiosk from each other again and again.
func TestTwoMachines(t *testing.T) {
	t.Parallel()
	a, b := two(t)
	for i, want := range []bool{false, false, false, true, true} {
		[]*process{a, b}[i%2].claims(t, hq.Seat{Kiosk: "k1", Session: int64(i)}, want)
	}
}

// TestKilled: the kiosks of a process that says nothing any more are not connected,
// and to take one from it is no sign of two machines.
func TestKilled(t *testing.T) {
	t.Parallel()
	a, b := two(t)
	a.claims(t, hq.Seat{Kiosk: "k1", Session: 1}, false)
	a.leave()
	exec(t, a.Address(), `INSERT INTO processes SELECT process, '', now() - interval '1 second' FROM presence`)
	b.wantPresent(t)
	for i := range 5 {
		b.claims(t, hq.Seat{Kiosk: "k1", Session: int64(i)}, false)
	}
	b.wantPresent(t, "k1")
}

// TestForgotten: after a crash the server knows nothing of who is connected, and is
// told again.
func TestForgotten(t *testing.T) {
	t.Parallel()
	a, b := two(t)
	a.claims(t, hq.Seat{Kiosk: "k1", Session: 1}, false)
	a.claims(t, hq.Seat{Kiosk: "k2", Session: 2}, false)
	exec(t, a.Address(), `TRUNCATE processes, presence`)
	a.want(t, hq.News{Kind: hq.NewsForgotten})
	b.want(t, hq.News{Kind: hq.NewsForgotten})
	b.claims(t, hq.Seat{Kiosk: "k2", Session: 1}, false)
	lost, err := a.ClaimAgain(t.Context(), []hq.Seat{{Kiosk: "k1", Session: 1}, {Kiosk: "k2", Session: 2}})
	if diff := cmp.Diff([]string{"k2"}, lost); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	b.wantPresent(t, "k1", "k2")
}
