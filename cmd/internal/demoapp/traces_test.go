package demoapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/demoapp"
	"kioskd/cmd/internal/traces"
)

// collector takes OTLP as a real one does, and keeps every byte.
type collector struct {
	*httptest.Server
	mu   sync.Mutex // guards said
	said [][]byte
}

func newCollector(t *testing.T) *collector {
	c := &collector{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%v, %v", err, r.Header)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.said = append(c.said, text)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{}")
	})
	c.Server = httptest.NewServer(mux)
	t.Cleanup(c.Close)
	return c
}

// span is what a collector reads of one.
type span struct {
	TraceID, SpanID, ParentSpanID, Name string
	StartTimeUnixNano, EndTimeUnixNano  string
	Attributes                          []attribute
	service                             string
	begun, ended                        int64
}

type attribute struct {
	Key   string
	Value struct{ StringValue, IntValue string }
}

func (s span) says(key string) string {
	for _, a := range s.Attributes {
		if a.Key == key {
			return a.Value.StringValue + a.Value.IntValue
		}
	}
	return ""
}

// spans reads all that came.
func (c *collector) spans(t *testing.T) (all []span) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, text := range c.said {
		var d struct {
			ResourceSpans []struct {
				Resource   struct{ Attributes []attribute }
				ScopeSpans []struct{ Spans []span }
			}
		}
		if err := json.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		for _, s := range d.ResourceSpans[0].ScopeSpans[0].Spans {
			s.service = span{Attributes: d.ResourceSpans[0].Resource.Attributes}.says("service.name")
			s.begun, s.ended = nanoseconds(t, s.StartTimeUnixNano), nanoseconds(t, s.EndTimeUnixNano)
			all = append(all, s)
		}
	}
	return all
}

func nanoseconds(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Error(err)
	}
	return n
}

// TestTraces: a collector sees one trace of a payment, with spans of both programs in
// their order, and nothing of what was bought, for how much, and with which card.
func TestTraces(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	d, err := demoapp.Open(demoapp.Options{Folder: t.TempDir(), Pace: 0.02, Traces: c.URL, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	paid := pays(t, d)
	begun := time.Now()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	t.Logf("both stopped after %v", time.Since(begun))
	all := c.spans(t)
	c.tellsNothingOf(t, paid)
	checkTrace(t, all, paid.Key)
	checkOrder(t, all)
}

// pays buys something, and waits until HQ has it.
func pays(t *testing.T, d *demoapp.Demo) pay.Payment {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	a := d.Kiosk.Agent()
	await(ctx, t, a, agent.Idle)
	order, err := a.Order(ctx, []agent.Pick{{Item: a.Catalogue().Items[0].ID, Quantity: 3}}, "ko")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Pay(ctx, order.Key, order.Total); err != nil {
		t.Fatal(err)
	}
	await(ctx, t, a, agent.Approved)
	paid, err := a.Payment(ctx, order.Key)
	if err != nil {
		t.Fatal(err)
	}
	for {
		there, err := d.HQ.Handler().Store.Payment(ctx, d.ID, string(order.Key))
		if err == nil && there.Status == string(pay.Approved) {
			return paid
		}
		if ctx.Err() != nil {
			t.Fatalf("HQ has %v (%v)", there, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func await(ctx context.Context, t *testing.T, a *agent.Agent, want agent.State) {
	t.Helper()
	for v := a.View(); v.State != want || !v.Pad.Up; {
		next, err := a.Wait(ctx, v.Seq)
		if err != nil {
			t.Fatalf("waiting for %s: %v", want, err)
		}
		v = next
	}
}

// tellsNothingOf looks for what is a customer's or the shop's own business.
func (c *collector) tellsNothingOf(t *testing.T, paid pay.Payment) {
	t.Helper()
	a, o := paid.Approval, paid.Order
	needles := []string{string(paid.Key), a.Number, a.Ref, a.Issuer.Name, a.Acquirer.Name, a.Merchant, a.Device, o.Lines[0].Name, o.Lines[0].Item, string(o.Currency), "amount", "card_number", "******"}
	if card := a.Card.String(); card != "" {
		needles = append(needles, card)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	said := bytes.Join(c.said, nil)
	for _, n := range needles {
		if n != "" && bytes.Contains(said, []byte(n)) {
			t.Errorf("%q is told", n)
		}
	}
	for _, s := range [][]byte{[]byte(`"` + strconv.FormatInt(int64(o.Total), 10) + `"`), []byte(`"` + strconv.FormatInt(int64(a.VAT), 10) + `"`)} {
		if bytes.Contains(said, s) {
			t.Errorf("the amount %s is told", s)
		}
	}
	if !bytes.Contains(said, []byte(traces.TraceOf(string(paid.Key)))) || a.Number == "" || o.Total == 0 {
		t.Errorf("this search would find nothing: %+v", paid)
	}
}

// allowed are the attributes that a span may have.
var allowed = []string{"kiosk", "attempt", "status", "state", "way", "driver", "facts"}

// checkTrace looks at the ids, and at what is said of each span.
func checkTrace(t *testing.T, all []span, key pay.Key) {
	t.Helper()
	root := string(traces.PaymentOf(string(key), 1))
	for _, s := range all {
		parent := root
		if s.Name == "payment" {
			parent = ""
		}
		if s.TraceID != string(traces.TraceOf(string(key))) || s.ParentSpanID != parent || (s.SpanID == root) != (parent == "") {
			t.Errorf("%+v is not below the payment %s", s, root)
		}
		for _, a := range s.Attributes {
			if !slices.Contains(allowed, a.Key) {
				t.Errorf("%s tells of %s", s.Name, a.Key)
			}
		}
		if s.says("kiosk") == "" || s.says("attempt") != "1" || s.service == "kioskd" && s.says("way")+s.says("driver") != "cardsmartro" && s.says("state") != "ordered" {
			t.Errorf("%+v", s)
		}
	}
}

// checkOrder compares the time line: the steps follow one another, and HQ has each fact
// after the kiosk had it.
func checkOrder(t *testing.T, all []span) {
	t.Helper()
	at := map[string]span{}
	for _, s := range all {
		if s.ended < s.begun {
			t.Errorf("%s ended before it began", s.Name)
		}
		at[s.service+" "+s.Name+" "+s.says("state")+s.says("status")] = s
	}
	steps := []string{"kioskd record ordered", "kioskd order to start started", "kioskd record started", "kioskd pad offered"}
	for i := range len(steps) - 1 {
		if from, to := at[steps[i]], at[steps[i+1]]; from.SpanID == "" || to.SpanID == "" || from.ended > to.begun {
			t.Errorf("%s: %+v\n%s: %+v", steps[i], from, steps[i+1], to)
		}
	}
	root, recorded, stored := at["kioskd payment approved"], at["kioskd record approved"], at["kioskhq stored at HQ approved"]
	if root.ended != recorded.ended || stored.begun < recorded.begun || root.begun != at[steps[0]].begun {
		t.Errorf("payment: %+v\nrecorded: %+v\nstored: %+v", root, recorded, stored)
	}
}
