package pgsim_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/pgsimtest"
)

// till is the smallest provider: POST /take takes 1,000.
func till() *pgsim.Sim {
	s := pgsim.New(pgsim.Options{})
	s.Handle("POST /take", pgsim.Route{
		Name: "take",
		Do: func(c *pgsim.Call) pgsim.Reply {
			s.Add(&pgsim.Payment{ID: s.ID("p", 4), Order: string(c.Body), Total: 1000, State: pgsim.Paid, PaidAt: c.Now})
			return pgsim.JSON(http.StatusOK, map[string]string{"took": string(c.Body)})
		},
		Fail: func(code string) pgsim.Reply {
			return pgsim.JSON(http.StatusBadRequest, map[string]string{"code": code})
		},
		Repeat: func(c *pgsim.Call) string { return c.Header.Get("Key") },
		Busy:   pgsim.JSON(http.StatusConflict, map[string]string{"code": "BUSY"}),
	})
	return s
}

// TestFaults: what the caller sees, and whether the money was taken.
func TestFaults(t *testing.T) {
	for _, f := range append(pgsim.Faults(), pgsim.Fail("NO"), pgsim.Fault{}) {
		t.Run("with "+f.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim := till()
				sim.Script("take", f)
				client := http.Client{Transport: pgsimtest.Town{"sim.test": sim}, Timeout: time.Minute}
				answered := takes(t, &client)
				if answered != (f == pgsim.Fault{}) {
					t.Errorf("answered: %v", answered)
				}
				if taken := sim.Balance(); f.Takes() != (taken == 1000) || !f.Takes() && taken != 0 {
					t.Errorf("taken %d, want it taken: %v", taken, f.Takes())
				}
			})
		})
	}
}

// takes asks for the money, and reports whether a good answer came.
func takes(t *testing.T, client *http.Client) bool {
	t.Helper()
	resp, err := client.Post("https://sim.test/take", "", strings.NewReader("order-1"))
	if err != nil {
		return false
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return err == nil && resp.StatusCode == http.StatusOK && string(b) == `{"took":"order-1"}`
}

// TestScriptIsUsedUp: mishaps come in order, once each.
func TestScriptIsUsedUp(t *testing.T) {
	sim := till()
	c := pgsimtest.Serve(t, sim)
	sim.Script("take", pgsim.Fail("NO"), pgsim.BrokenAfter)
	var got []int
	for range 3 {
		got = append(got, c.Post("/take", "x").Status)
	}
	if diff := cmp.Diff([]int{400, 500, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got)\n%s", diff)
	}
	var names []string
	for _, s := range sim.Seen("take") {
		names = append(names, s.Fault)
	}
	if diff := cmp.Diff([]string{"code", "500-after", ""}, names); diff != "" {
		t.Errorf("seen (-want +got)\n%s", diff)
	}
}

// TestRepeat: a key's second request gets the first answer, whatever it was, and a
// request that was never carried out leaves its key unused.
func TestRepeat(t *testing.T) {
	sim := till()
	c := pgsimtest.Serve(t, sim)
	sim.Script("take", pgsim.CutBefore, pgsim.CutAfter)
	for range 2 {
		if _, err := c.Try(t.Context(), http.MethodPost, "/take", "", "a", "Key", "k"); err == nil {
			t.Fatal("the line did not break")
		}
	}
	a := c.Post("/take", "b", "Key", "k")
	if a.Body["took"] != "a" || sim.Balance() != 1000 {
		t.Errorf("answered %v with %d taken, want the first answer and 1000", a.Body, sim.Balance())
	}
}

// TestRepeatWhileBusy: the second request comes while the first is being done.
func TestRepeatWhileBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := till()
		take := func() *httptest.ResponseRecorder {
			r, w := httptest.NewRequest(http.MethodPost, "/take", strings.NewReader("a")), httptest.NewRecorder()
			r.Header.Set("Key", "k")
			sim.ServeHTTP(w, r)
			return w
		}
		sim.Script("take", pgsim.Slow(20*time.Second))
		first := make(chan int, 1)
		go func() { first <- take().Code }()
		synctest.Wait()
		if got := take().Code; got != http.StatusConflict {
			t.Errorf("while the first is being done: %d", got)
		}
		if got, again := <-first, take().Code; got != http.StatusOK || again != http.StatusOK || sim.Balance() != 1000 {
			t.Errorf("the first: %d, then again: %d, with %d taken", got, again, sim.Balance())
		}
	})
}

func TestWhatANewcomerMayGetWrong(t *testing.T) {
	sim := till()
	if err := sim.Expire("nobody"); !errors.Is(err, pgsim.ErrNoPayment) {
		t.Errorf("expire of an unknown order: %v", err)
	}
	c := pgsimtest.Serve(t, sim)
	c.Post("/take", "order-1")
	if err := sim.Expire("order-1"); err == nil || !strings.Contains(err.Error(), "is paid already") {
		t.Errorf("expire of a paid order: %v", err)
	}
	if a := c.Post("/take", strings.Repeat("x", 2<<20)); a.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("a body of 2 MB was answered %d", a.Status)
	}
}

// TestLetters: a webhook that was not taken comes again after the vendor's wait, and
// is given up in the end.
func TestLetters(t *testing.T) {
	hook := pgsimtest.Listen(t)
	hook.Status = http.StatusServiceUnavailable
	sim := till()
	sim.Notify(hook.URL)
	pgsimtest.Serve(t, sim).Post("/take", "order-1")
	write := func() {
		err := sim.Change("order-1", func(p *pgsim.Payment) error {
			sim.Write(&pgsim.Letter{Order: p.Order, Header: http.Header{}, Body: []byte("{}"), Retries: make([]time.Duration, 2)})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write()
	for i := range 3 {
		if err := sim.Deliver(t.Context()); err == nil || len(hook.Got) != i+1 {
			t.Fatalf("attempt %d: %v, %d heard", i, err, len(hook.Got))
		}
	}
	if left := len(sim.Mail()); left != 0 {
		t.Errorf("%d letters are left after the last attempt", left)
	}
	sim.Script("hook", pgsim.CutBefore)
	write()
	if err := sim.Deliver(t.Context()); err != nil || len(hook.Got) != 3 || len(sim.Mail()) != 0 {
		t.Errorf("a letter that is lost on purpose: %v, %d heard, %d left", err, len(hook.Got), len(sim.Mail()))
	}
}

// TestRunDelivers without anybody asking.
func TestRunDelivers(t *testing.T) {
	hook := pgsimtest.Listen(t)
	sim := till()
	sim.Notify(hook.URL)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- sim.Run(ctx) }()
	pgsimtest.Serve(t, sim).Post("/take", "order-1")
	err := sim.Change("order-1", func(p *pgsim.Payment) error {
		sim.Write(&pgsim.Letter{Order: p.Order, Header: http.Header{}, Body: []byte("{}")})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	<-hook.Got
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func FuzzParseFault(f *testing.F) {
	for _, s := range []string{"cut-after", "slow 20s", "code REJECT_CARD_COMPANY", "", "slow", "slow -1s", "code"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		fault, err := pgsim.ParseFault(words)
		if (err == nil) != (fault.Name != "") {
			t.Errorf("%q: %+v, %v", words, fault, err)
		}
		if err != nil && !errors.Is(err, pgsim.ErrScript) {
			t.Errorf("%q: %v does not say what a script is", words, err)
		}
	})
}
