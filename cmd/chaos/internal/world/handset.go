package world

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/bootpay"
	"kioskd/sync/hq/pg/pgsim/toss"
	"kioskd/sync/hq/pg/points"
)

// handset is a customer's phone. It reads the code and goes on, whatever the kiosk does
// meanwhile.
type handset struct {
	w    *World
	r    *rand.Rand
	name string
}

// use pays, more or less: at once or too late, with a card that is refused, or not.
func (h handset) use(code, via string) {
	patience := between(h.r, time.Second, 20*time.Second)
	if chance(h.r, 0.15) {
		patience = between(h.r, 20*time.Second, 15*time.Minute)
	}
	time.Sleep(patience)
	choice := oneOf(h.r, pgsim.Pay, pgsim.Pay, pgsim.Pay, pgsim.Pay, pgsim.Pay, pgsim.BadCard, pgsim.Leave, "")
	back := h.agree(code, via, choice)
	if back == nil || chance(h.r, 0.07) {
		return // the phone is put away, or out of power
	}
	if chance(h.r, 0.15) {
		twin := handset{h.w, rand.New(rand.NewPCG(h.r.Uint64(), h.r.Uint64())), h.name} // dice are of one goroutine
		h.w.loose.Go(func() { twin.insist(back, 1) })
	}
	h.insist(back, 5)
}

// agree goes through the provider's page, and returns what the phone opens next, or
// nil if it goes no further.
func (h handset) agree(code, via string, choice pgsim.Choice) func() *http.Request {
	if via == points.ID {
		return h.agreeHere(code, choice)
	}
	page := h.page(code)
	if page == "" || choice == "" {
		return nil
	}
	time.Sleep(between(h.r, time.Second, 30*time.Second))
	h.w.note(h.name, "chooses %s at %s", choice, via)
	answer := h.fetch(request(http.MethodPost, page, url.Values{"do": {string(choice)}}))
	back := answer.Header.Get("Location")
	if back == "" {
		return nil // the provider's time is over
	}
	return func() *http.Request { return request(http.MethodGet, back, nil) }
}

// agreeHere fills in HQ's own page.
func (h handset) agreeHere(code string, choice pgsim.Choice) func() *http.Request {
	switch choice {
	case "":
		return nil
	case pgsim.Leave:
		return func() *http.Request { return request(http.MethodPost, code+"/cancel", url.Values{}) }
	case pgsim.BadCard:
		return func() *http.Request {
			return request(http.MethodPost, code+"/return", url.Values{"code": {"AAAABBBBCCCCDDDD"}})
		}
	}
	return func() *http.Request {
		return request(http.MethodPost, code+"/return", url.Values{"code": {h.w.bank.card}})
	}
}

// page follows a code to the provider's page, or to nothing.
func (h handset) page(code string) string {
	next := code
	for range 6 {
		answer := h.insist(func() *http.Request { return request(http.MethodGet, next, nil) }, 4)
		if answer == nil {
			return ""
		}
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			h.w.fail("read a page: %v", err)
		}
		to := answer.Header.Get("Location")
		if params := pgsim.ParamsOf(text); params != nil {
			to = h.window(params)
		}
		switch {
		case to != "":
			next = to
		case strings.HasPrefix(next, atStreet):
			return next
		default:
			return "" // HQ says that it is over
		}
	}
	return ""
}

// window is what the provider's script opens with the parameters of HQ's page.
func (h handset) window(params []byte) string {
	if at, err := toss.WindowOf(params); err == nil {
		return atStreet + "/toss" + at
	}
	at, err := bootpay.WindowOf(params)
	if err != nil {
		h.w.fail("a page of HQ's that no script understands: %v", err)
	}
	return atStreet + "/bootpay" + at
}

// request is what a browser sends; nil values for a look.
func request(method, address string, form url.Values) *http.Request {
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		panic(fmt.Sprintf("an address of the world's own: %v", err))
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// insist opens a page again when it does not come. The answer is nil if it never did.
func (h handset) insist(make func() *http.Request, times int) *http.Response {
	for range times {
		if answer := h.fetch(make()); answer != nil && answer.StatusCode < http.StatusInternalServerError {
			return answer
		}
		time.Sleep(between(h.r, time.Second, 20*time.Second))
	}
	return nil
}

// fetch opens a page over the phone's own network.
func (h handset) fetch(r *http.Request) *http.Response {
	time.Sleep(between(h.r, 30*time.Millisecond, 300*time.Millisecond))
	if strings.HasPrefix(r.URL.String(), atStreet) {
		return ask(h.w.bank.street, r)
	}
	return h.w.office.answer(r)
}

// answer is HQ's to a phone, or nil when HQ is away, or dies meanwhile.
func (o *office) answer(r *http.Request) *http.Response {
	o.mu.Lock()
	flow, life := o.flow, o.life
	o.mu.Unlock()
	if flow == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	answer := ask(flow, r.WithContext(ctx))
	if life.over.Load() {
		return nil
	}
	return answer
}
