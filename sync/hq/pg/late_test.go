package pg_test

import (
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/wire"
)

// TestClosed: the kiosk gives up before the customer agrees: nothing is approved.
func TestClosed(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.prepare("tosspayments", 15000)
	back := s.choose(s.window(), pgsim.Pay)
	if got := s.ask(wire.OnlineAsk{Do: wire.OnlineClose, Key: orderKey, Attempt: 1, Test: true}); got.State != wire.OnlineCancelled {
		t.Errorf("closed: %+v", got)
	}
	_, _, next := s.get(back)
	if _, page, _ := s.get(next); !strings.Contains(page, "The kiosk has closed this order") {
		t.Errorf("the page: %s", page)
	}
	if len(s.toss.Seen("confirm")) != 0 {
		t.Error("it was approved after the kiosk gave up")
	}
}

// TestLate: the kiosk gives up while the money is moving. The setting says what
// becomes of it.
func TestLate(t *testing.T) {
	t.Parallel()
	for late, want := range map[pg.Late]string{pg.LateRefund: wire.OnlineReturned, pg.LateFulfil: wire.OnlineApproved} {
		t.Run(string(late), func(t *testing.T) {
			t.Parallel()
			s := open(t, func(o *pg.Options) { o.Late = late })
			s.prepare("tosspayments", 15000)
			back := s.choose(s.window(), pgsim.Pay)
			s.toss.Script("confirm", pgsim.Slow(300*time.Millisecond))
			done := make(chan struct{})
			go func() {
				defer close(done)
				if resp, err := s.phone.Get(back); err == nil {
					_ = resp.Body.Close()
				}
			}()
			for s.attempt().State != pg.Approving {
				time.Sleep(time.Millisecond) // it is a real server
			}
			s.ask(wire.OnlineAsk{Do: wire.OnlineClose, Key: orderKey, Attempt: 1, Test: true})
			<-done
			got := s.wait()
			holds := int64(0)
			if late == pg.LateFulfil {
				holds = 15000
			}
			if got.State != want || int64(s.toss.Balance()) != holds {
				t.Errorf("%+v, the provider holds %d", got, s.toss.Balance())
			}
		})
	}
}
