package tossplace_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/pgtest"
	"kioskd/sync/hq/pg/tossplace"
)

const (
	file = "webhook_secret = '$SECRET'\nmerchant_id = '17'\n"
	body = `{"id":"w1","type":"payment.payment.approved.v1","createdAt":"2026-01-01T00:00:00","merchantId":17,"app":{},
		"data":{"payment":{"id":"p1","orderId":"o1","amount":1000,"new":{}}}}`
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func open(t testing.TB) pg.Listener {
	t.Helper()
	l, err := pgtest.Open(tossplace.Kind, true, pgtest.File(t, file), pgtest.Says{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// signed is a webhook as the vendor sends it.
func signed(at time.Time, body string) pg.Heard {
	stamp := strconv.FormatInt(at.UnixMilli(), 10)
	mac := hmac.New(sha256.New, []byte(pgtest.Secret))
	mac.Write([]byte(stamp + "." + body))
	h := pg.Heard{At: noon, Door: pg.DoorHook, Body: []byte(body), Header: http.Header{}}
	h.Header.Set("x-toss-webhook-id", "webhook-1")
	h.Header.Set("x-toss-delivery-id", "delivery-1")
	h.Header.Set("x-toss-timestamp", stamp)
	h.Header.Set("x-toss-signature", "v1="+hex.EncodeToString(mac.Sum(nil)))
	return h
}

func TestSigned(t *testing.T) {
	l := open(t)
	got, err := l.Webhook(signed(noon, body))
	want := pg.Hint{ID: "webhook-1", Kind: "payment.payment.approved.v1", Order: "o1", Ref: "p1"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	again := signed(noon.Add(time.Minute), body) // a retry has another delivery and time, and the same name
	again.Header.Set("x-toss-delivery-id", "delivery-2")
	if got, err := l.Webhook(again); err != nil || got.ID != "webhook-1" {
		t.Errorf("a retry: %+v, %v", got, err)
	}
	order := strings.Replace(body, `"payment":{"id":"p1","orderId":"o1"`, `"order":{"id":"o2"`, 1)
	if got, err := l.Webhook(signed(noon, order)); err != nil || got.Order != "o2" || got.Ref != "" {
		t.Errorf("of an order: %+v, %v", got, err)
	}
}

// TestRefused: each way in which a webhook does not count.
func TestRefused(t *testing.T) {
	l := open(t)
	tests := map[string]func(*pg.Heard){
		"no signature":              func(h *pg.Heard) { h.Header.Del("x-toss-signature") },
		"another version":           func(h *pg.Heard) { h.Header.Set("x-toss-signature", "v2"+h.Header.Get("x-toss-signature")[2:]) },
		"no hex":                    func(h *pg.Heard) { h.Header.Set("x-toss-signature", "v1=zz") },
		"an empty signature":        func(h *pg.Heard) { h.Header.Set("x-toss-signature", "v1=") },
		"half a signature":          func(h *pg.Heard) { h.Header.Set("x-toss-signature", h.Header.Get("x-toss-signature")[:35]) },
		"another body":              func(h *pg.Heard) { h.Body = []byte(strings.Replace(body, "1000", "9000", 1)) },
		"another time":              func(h *pg.Heard) { h.Header.Set("x-toss-timestamp", strconv.FormatInt(noon.UnixMilli()+1, 10)) },
		"no time":                   func(h *pg.Heard) { h.Header.Set("x-toss-timestamp", "noon") },
		"no id":                     func(h *pg.Heard) { h.Header.Del("x-toss-webhook-id") },
		"replayed after 5 minutes":  func(h *pg.Heard) { h.At = noon.Add(5*time.Minute + time.Millisecond) },
		"from 5 minutes ahead":      func(h *pg.Heard) { h.At = noon.Add(-5*time.Minute - time.Millisecond) },
		"for another merchant":      func(h *pg.Heard) { *h = signed(noon, strings.Replace(body, "17", "18", 1)) },
		"signed, and no JSON":       func(h *pg.Heard) { *h = signed(noon, "hello") },
		"signed, with a list as id": func(h *pg.Heard) { *h = signed(noon, strings.Replace(body, `"p1"`, "[]", 1)) },
	}
	for name, spoil := range tests {
		h := signed(noon, body)
		spoil(&h)
		if got, err := l.Webhook(h); err == nil || got != (pg.Hint{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		} else if strings.Contains(err.Error(), pgtest.Secret) {
			t.Errorf("%s: the secret stands in %v", name, err)
		}
	}
	h := signed(noon, body)
	h.At = noon.Add(5 * time.Minute)
	if _, err := l.Webhook(h); err != nil {
		t.Errorf("just in time: %v", err)
	}
}

func TestNoSecret(t *testing.T) {
	if _, err := pgtest.Open(tossplace.Kind, true, "", pgtest.Says{}); err == nil || !strings.Contains(err.Error(), "webhook_secret is needed") {
		t.Error(err)
	}
}

// FuzzWebhook: signed or not, nothing is taken that the secret did not sign.
func FuzzWebhook(f *testing.F) {
	f.Add(body, "v1=00", true)
	f.Add("{}", "", false)
	file := pgtest.File(f, file)
	f.Fuzz(func(t *testing.T, body, signature string, sign bool) {
		l, err := pgtest.Open(tossplace.Kind, true, file, pgtest.Says{})
		if err != nil {
			t.Fatal(err)
		}
		h := signed(noon, body)
		right := h.Header.Get("x-toss-signature")
		if !sign {
			h.Header.Set("x-toss-signature", signature)
		}
		if hint, err := l.Webhook(h); err == nil && (hint.ID != "webhook-1" || !strings.EqualFold(h.Header.Get("x-toss-signature"), right)) {
			t.Errorf("%q signed %q: %+v", body, signature, hint)
		}
	})
}
