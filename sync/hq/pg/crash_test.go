package pg_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/points"
	"kioskd/sync/hq/store/sqlite"
	"kioskd/sync/wire"
)

// run is one walk from the kiosk's question to the last refund, in which HQ dies once.
type run struct {
	t     *testing.T
	line  line
	file  string
	store string
	hq    *child
	who   *person
	died  bool
}

// ask asks as the kiosk does, again after HQ has died.
func (r *run) ask(a wire.OnlineAsk) wire.OnlineAnswer {
	r.t.Helper()
	body, err := json.Marshal(a)
	if err != nil {
		r.t.Fatal(err)
	}
	var answer wire.OnlineAnswer
	r.insist("ask "+a.Do, func() error {
		req, err := http.NewRequest(http.MethodPost, r.hq.base+"/ask", bytes.NewReader(body))
		if err != nil {
			return err
		}
		text, _, err := r.who.do(req)
		if err == nil {
			err = json.Unmarshal([]byte(text), &answer)
		}
		if err == nil {
			err = answer.Check()
		}
		return err
	})
	return answer
}

// insist tries something until it goes well. If HQ has died it is started again, once.
func (r *run) insist(what string, try func() error) {
	r.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("%s: %v", what, err)
		}
		time.Sleep(5 * time.Millisecond) // real processes: there is no virtual time between them
		if r.hq.died() {
			if r.died {
				r.t.Fatalf("%s: HQ died twice", what)
			}
			r.died = true
			r.hq = startChild(r.t, r.file, r.store, 0)
		}
	}
}

// look waits until the attempt rests.
func (r *run) look(number int) (answer wire.OnlineAnswer) {
	r.t.Helper()
	r.insist("wait for the end", func() error {
		answer = r.ask(wire.OnlineAsk{Do: wire.OnlineLook, Key: orderKey, Attempt: number, Test: true})
		if answer.State == wire.OnlineBusy || answer.State == wire.OnlineUnknown {
			return fmt.Errorf("it is %s", answer.State)
		}
		return nil
	})
	return answer
}

// prepare begins an attempt; one that died with HQ before a phone saw it is refused,
// and the customer taps once more.
func (r *run) prepare() (number int, ready wire.OnlineAnswer) {
	r.t.Helper()
	for number = 1; number < 4; number++ {
		ready = r.ask(wire.OnlineAsk{Do: wire.OnlinePrepare, Key: orderKey, Attempt: number, Method: r.line.method, Order: order(11000), Test: true})
		if ready.State == wire.OnlineWaiting && ready.URL != "" {
			return number, ready
		}
	}
	r.t.Fatalf("it cannot be prepared: %+v", ready)
	return 0, ready
}

// here turns an address of an HQ that died into one of the HQ that lives: a real one
// keeps its name.
func (r *run) here(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.hq.base + u.RequestURI()
}

// TestKilled: HQ is killed, as by kill -9, at each point at which it stores something
// or speaks to a provider. After its next start what the provider holds is what our
// books say, and the payment goes on.
func TestKilled(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]line{"toss": tossLine, "kakao": kakaoLine, "naver": naverLine, "bootpay": bootpayLine, "bootpay taking at once": together, "points": pointsLine} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			points := 0
			for at := 1; killedAt(t, l, at); at++ {
				points++
			}
			if points < 10 {
				t.Errorf("HQ died at %d points only", points)
			}
			t.Logf("killed at %d points", points)
		})
	}
}

// killedAt walks with an HQ that dies at a point, and reports whether it did.
func killedAt(t *testing.T, l line, at int) bool {
	t.Helper()
	r := &run{t: t, line: l, store: filepath.Join(quickDir(t), "hq.db"), who: newPerson("")}
	var holds func() pay.Amount
	if l.sim != nil {
		var handler http.Handler
		handler, holds = l.sim()
		sim := httptest.NewServer(handler)
		defer sim.Close()
		r.who.sim = sim.URL
	} else {
		holds = r.fillCard()
	}
	r.file = l.file(r.who.sim)
	r.hq = startChild(t, r.file, r.store, at)
	defer func() { r.hq.kill() }()
	number, ready := r.prepare()
	r.pay(ready)
	got := r.look(number)
	if got.State != wire.OnlineApproved || got.Approval.Amount != 11000 || holds() != 11000 {
		t.Errorf("died at %d: %+v, the provider holds %d", at, got, holds())
	}
	r.refund(number, "r1", 1000)
	if holds() != 10000 {
		t.Errorf("died at %d: the provider holds %d after a part was given back", at, holds())
	}
	r.refund(number, "r2", 0)
	if got := r.look(number); holds() != 0 || got.Approval.Refunded != 11000 {
		t.Errorf("died at %d: the provider holds %d after all was given back: %+v", at, holds(), got.Approval)
	}
	return r.died
}

// pay has the phone pay; a page that broke off is opened again.
func (r *run) pay(ready wire.OnlineAnswer) {
	r.t.Helper()
	var back *http.Request
	r.insist("pay", func() (err error) {
		back, err = r.line.pay(r.who, r.here(ready.URL))
		return err
	})
	form := []byte(nil)
	if back.Body != nil {
		form, _ = io.ReadAll(back.Body) // of a strings.Reader
	}
	r.insist("come back", func() error {
		again, err := http.NewRequest(back.Method, r.here(back.URL.String()), bytes.NewReader(form))
		if err != nil {
			return err
		}
		again.Header = back.Header.Clone()
		_, _, err = r.who.do(again)
		return err
	})
}

// refund gives money back under an id, asking until it is certain.
func (r *run) refund(number int, id string, amount int64) {
	r.t.Helper()
	r.insist("refund "+id, func() error {
		a := r.ask(wire.OnlineAsk{Do: wire.OnlineCancel, Key: orderKey, Attempt: number, Refund: id, Amount: amount, Test: true})
		if a.Refunded == nil || a.Refunded.State != wire.OnlineApproved {
			return fmt.Errorf("it is %+v (%s)", a.Refunded, a.Reason)
		}
		return nil
	})
}

// fillCard makes a card of points, and tells what has been spent of it.
func (r *run) fillCard() func() pay.Amount {
	const full = 50000
	store, err := sqlite.Open(context.Background(), r.store)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = store.Close() }) // only read by now
	cards := points.Cards{Box: pg.OfficeBox{Office: store, Kind: points.ID}}
	if r.who.card, err = cards.New(context.Background(), strings.NewReader("0123456789"), pay.KRW, full); err != nil {
		r.t.Fatal(err)
	}
	return func() pay.Amount {
		left, _, err := cards.Balance(context.Background(), r.who.card)
		if err != nil {
			r.t.Fatal(err)
		}
		return full - left
	}
}

// quickDir is a folder for files that a killed process leaves behind. What a system
// keeps in memory outlives a process, so they need no disk.
func quickDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "kioskhq-test-")
	if err != nil {
		return t.TempDir() // this system has no such place
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
