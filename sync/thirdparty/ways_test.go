package thirdparty

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/examples/thirdparty-server/shop"
)

// announced runs a way and returns what it announces.
func announced(t *testing.T, s *Server) <-chan Announcement {
	t.Helper()
	all := make(chan Announcement, 1000)
	runs(t, func(ctx context.Context) error {
		return s.Run(ctx, func(a Announcement) {
			select {
			case all <- a:
			default:
			}
		})
	})
	return all
}

// within is the patience of tests with real sockets.
const within = 20 * time.Second

func next(t *testing.T, all <-chan Announcement) Announcement {
	t.Helper()
	select {
	case a := <-all:
		return a
	case <-time.After(within):
		t.Fatal("nothing was announced")
		return Announcement{}
	}
}

// listens waits until so many connections wait for pushes.
func listens(t *testing.T, s *shop.Shop, n int) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(within); s.Watchers() != n; {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("%d connections listen, want %d", s.Watchers(), n)
		}
	}
}

var tea = shop.Bill{PaymentKey: "bill-0001", Name: "Tea", Amount: 6000}

// TestPolling: what is new is noticed with the next question, and an answer that
// has not changed is announced again without being sent again.
func TestPolling(t *testing.T) {
	t.Parallel()
	s, web := openShop(t, "")
	way := serverAt(t, web.URL, func(o *ServerOptions) { o.Ways = []Way{Poll} })
	all := announced(t, way)
	s.Add(tea)
	for range 3 {
		a := next(t, all)
		want := Announcement{Key: "bill-0001", Way: Poll, Item: &Item{Key: "bill-0001", Name: en("Tea"), Amount: 6000}}
		if diff := cmp.Diff(want, a); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if state := way.State().Links; len(state) == 0 || !state[0].Up {
		t.Errorf("state %+v", state)
	}
}

// TestETagIsHonoured: a list that has not changed costs the server no list.
func TestETagIsHonoured(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 100)
	url := answering(t, func(w http.ResponseWriter, r *http.Request) {
		select {
		case asked <- r.Header.Get("If-None-Match"):
		default:
		}
		w.Header().Set("ETag", `"7"`)
		if r.Header.Get("If-None-Match") == `"7"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `[{"paymentKey":"bill-0001","amount":1}]`)
	})
	all := announced(t, serverAt(t, url, func(o *ServerOptions) { o.Ways = []Way{Poll} }))
	for range 3 {
		if a := next(t, all); a.Key != "bill-0001" {
			t.Errorf("announced %+v", a)
		}
	}
	if first, second := <-asked, <-asked; first != "" || second != `"7"` {
		t.Errorf("asked with %q, then %q", first, second)
	}
}

// TestPushesComeBackAfterACut: both ways of pushing announce a key, and come back after a cut.
func TestPushesComeBackAfterACut(t *testing.T) {
	t.Parallel()
	for _, w := range []Way{WebSocket, Events} {
		t.Run(string(w), func(t *testing.T) {
			t.Parallel()
			s, web := openShop(t, "secret-of-the-shop")
			all := announced(t, serverAt(t, web.URL, func(o *ServerOptions) {
				o.Ways, o.SignIn = []Way{w}, SignIn{Kind: SignInToken, Secret: func() (string, error) { return "secret-of-the-shop", nil }}
			}))
			listens(t, s, 1)
			s.Push("bill-0001")
			if a := next(t, all); a != (Announcement{Key: "bill-0001", Way: w}) {
				t.Errorf("announced %+v", a)
			}
			cut(web)
			listens(t, s, 0)
			listens(t, s, 1)
			s.Push("bill-0002")
			if a := next(t, all); a.Key != "bill-0002" {
				t.Errorf("announced %+v", a)
			}
		})
	}
}

// TestAllWaysAtOnce: a payment that is announced by all ways begins once.
func TestAllWaysAtOnce(t *testing.T) {
	t.Parallel()
	s, web := openShop(t, "")
	s.Add(tea)
	begun := make(chan struct{}, 10)
	one := &till{start: func(Item) error { begun <- struct{}{}; return nil }}
	way := serverAt(t, web.URL, func(o *ServerOptions) { o.Ways = []Way{Poll, WebSocket, Events} })
	starter := NewStarter(StarterOptions{Items: way.Items, Till: one, Log: quiet})
	heard := make(chan Announcement, 1000)
	runs(t, starter.Run)
	runs(t, func(ctx context.Context) error {
		return way.Run(ctx, func(a Announcement) { starter.Announce(a); heard <- a })
	})
	listens(t, s, 2)
	s.Push("bill-0001")
	select {
	case <-begun:
	case <-time.After(within):
		t.Fatal("nothing has begun")
	}
	seen := map[Way]int{}
	for len(seen) < 3 || seen[Poll] < 3 {
		seen[next(t, heard).Way]++
	}
	if len(begun) > 0 {
		t.Error("it has begun again")
	}
}

// TestServerThatIsDown: ways to a server that is not there neither end nor hold
// anybody up, and are told.
func TestServerThatIsDown(t *testing.T) {
	t.Parallel()
	s, web := openShop(t, "")
	url := web.URL
	web.Close()
	way := serverAt(t, url, func(o *ServerOptions) { o.Ways = []Way{Poll, WebSocket, Events} })
	all := announced(t, way)
	if _, err := way.Items(t.Context()); err == nil {
		t.Error("a server that is down gave items")
	}
	if err := way.Deliver(t.Context(), Result{Key: "bill-0001"}); err == nil {
		t.Error("a server that is down took a result")
	}
	if len(all) != 0 || len(s.Payments()) != 0 {
		t.Error("something came of nothing")
	}
	for _, l := range way.State().Links {
		if l.Up || l.Error == "" {
			t.Errorf("%s is told to be up", l.Name)
		}
	}
}
