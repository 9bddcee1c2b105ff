package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/hq/storetest/each"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// TestSignature is the example that receivers of this layout are tested with.
func TestSignature(t *testing.T) {
	t.Parallel()
	got, err := signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want || err != nil {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

// receiver is somebody else's server, which checks what it hears as the layout says.
type receiver struct {
	mu      sync.Mutex // guards what follows
	secrets []string   // any of them is good
	answer  int
	heard   []heard
}

type heard struct {
	ID, Type, Body string
	At             time.Time
	Signed         int // by how many of the secrets
}

func (r *receiver) RoundTrip(q *http.Request) (*http.Response, error) {
	b, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	h := heard{ID: q.Header.Get("webhook-id"), Body: string(b), At: time.Now(), Signed: r.checks(q, b)}
	var said struct{ Type string }
	if err := json.Unmarshal(b, &said); err != nil {
		return nil, err
	}
	h.Type = said.Type
	r.heard = append(r.heard, h)
	return &http.Response{StatusCode: r.answer, Body: http.NoBody, Request: q}, nil
}

// checks counts the secrets by which one of the signatures is good.
func (r *receiver) checks(q *http.Request, body []byte) (n int) {
	stamp := q.Header.Get("webhook-timestamp")
	sec, err := strconv.ParseInt(stamp, 10, 64)
	if off := time.Since(time.Unix(sec, 0)).Abs(); err != nil || off > 5*time.Minute {
		return 0
	}
	for _, secret := range r.secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil {
			return 0
		}
		mac := hmac.New(sha256.New, key)
		_, _ = fmt.Fprintf(mac, "%s.%s.%s", q.Header.Get("webhook-id"), stamp, body)
		want := base64.StdEncoding.EncodeToString(mac.Sum(nil))
		for one := range strings.FieldsSeq(q.Header.Get("webhook-signature")) {
			if version, sig, _ := strings.Cut(one, ","); version == "v1" && hmac.Equal([]byte(sig), []byte(want)) {
				n++
			}
		}
	}
	return n
}

func (r *receiver) answers(code int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = code
}

func (r *receiver) takes() []heard {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.heard
	r.heard = nil
	return all
}

// post is an HQ in virtual time with one webhook, to a receiver.
type post struct {
	*testing.T
	hooks *Hooks
	h     *hq.Handler
	to    *receiver
	id    string
	stop  func()
}

func TestMain(m *testing.M) { each.Main(m) }

// story tells the same at every store, with secrets that are sealed.
func story(t *testing.T, tell func(p *post)) {
	t.Parallel()
	each.Store(t, func(t *testing.T, open each.Opener) {
		synctest.Test(t, func(t *testing.T) { storyAt(t, open(t), tell) })
	})
}

func storyAt(t *testing.T, store hq.Store, tell func(p *post)) {
	p := &post{T: t, to: &receiver{answer: 204}}
	p.hooks = New(Options{Store: store, Sealer: box("key-1"), Client: &http.Client{Transport: p.to}, Log: slog.New(slog.DiscardHandler)})
	p.hooks.look = 31 * time.Second // hours of looking are many questions to a store
	var err error
	p.h, err = hq.New(hq.Options{Store: store, Outbox: p.hooks, Token: func(string) (string, bool) { return "", false }, Log: slog.New(slog.DiscardHandler)})
	p.must(err)
	e, secret, err := p.hooks.Add(t.Context(), Endpoint{URL: "https://erp.example.com/kiosk/s3cr3t", By: "kim"})
	p.must(err)
	p.id, p.to.secrets = e.ID, []string{secret}
	p.stop = p.runs(p.hooks)
	tell(p)
	p.stop()
}

// runs runs webhooks until the function that it returns is called.
func (p *post) runs(h *Hooks) (stop func()) {
	ctx, cancel := context.WithCancel(p.Context())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx, p.h.Raise, p.h.Ring) }()
	return sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			p.Error(err)
		}
	})
}

func (p *post) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// sells has a kiosk note a sale and, if stored, store it.
func (p *post) sells(key string, stored bool) *wiretest.Journal {
	p.Helper()
	j := wiretest.New("e-" + key)
	j.Sale(key, 12000)
	facts := storetest.Facts(p.T, j, 1, uint64(len(j.Lines)))
	p.must(p.hooks.NoteFacts(p.Context(), "k1", j.Epoch, facts))
	if stored {
		p.must(p.h.Store.Put(p.Context(), "k1", j.Epoch, facts))
	}
	return j
}

// TestTold: a payment is told once, by its own id, with a good signature, and only
// when it is in the store.
func TestTold(t *testing.T) {
	story(t, func(p *post) {
		p.sells("key-1", true)
		p.sells("key-1", true) // the kiosk sends it again
		j := p.sells("key-2", false)
		time.Sleep(time.Minute)
		got := p.to.takes()
		if len(got) != 1 || got[0].Type != PaymentApproved || got[0].Signed != 1 || !strings.HasPrefix(got[0].ID, "evt_") ||
			!strings.Contains(got[0].Body, `"key":"key-1"`) || !strings.Contains(got[0].Body, "941009******1234") {
			p.Fatalf("%+v", got)
		}
		p.must(p.h.Store.Put(p.Context(), "k1", j.Epoch, storetest.Facts(p.T, j, 1, uint64(len(j.Lines)))))
		time.Sleep(time.Minute)
		if got := p.to.takes(); len(got) != 1 || !strings.Contains(got[0].Body, `"key":"key-2"`) {
			p.Errorf("%+v", got)
		}
		all, err := p.hooks.Deliveries(p.Context(), p.id, 10)
		if err != nil || len(all) != 2 || all[0].State != Heard || all[0].Tries != 1 || all[0].Attempts[0].Status != 204 {
			p.Errorf("%+v, %v", all, err)
		}
	})
}

// TestNeverStored: what HQ refused to store is told to nobody, and forgotten.
func TestNeverStored(t *testing.T) {
	story(t, func(p *post) {
		p.sells("key-1", false)
		time.Sleep(2 * time.Hour)
		left, err := p.hooks.events.All(p.Context())
		if got := p.to.takes(); len(got) != 0 || len(left) != 0 || err != nil {
			p.Errorf("told %+v, left %+v, %v", got, left, err)
		}
	})
}

// TestRetries: growing delays while the other server is away, then the event, once.
func TestRetries(t *testing.T) {
	story(t, func(p *post) {
		p.to.answers(503)
		p.sells("key-1", true)
		time.Sleep(6 * time.Hour)
		tries := p.to.takes()
		if n := len(tries); n < 6 || n > 40 {
			p.Errorf("%d tries in six hours", n)
		}
		for _, h := range tries {
			if h.ID != tries[0].ID || h.Signed != 1 {
				p.Errorf("a try is another: %+v", h)
			}
		}
		p.to.answers(200)
		time.Sleep(7 * time.Hour)
		if got := p.to.takes(); len(got) != 1 || got[0].ID != tries[0].ID {
			p.Errorf("%+v", got)
		}
	})
}

// TestGivenUp after as long as it may take, with an alarm; a person has it sent again.
func TestGivenUp(t *testing.T) {
	story(t, func(p *post) {
		p.to.answers(404)
		p.sells("key-1", true)
		p.stop()
		p.hooks.GiveUpAfter = time.Hour
		p.stop = p.runs(p.hooks)
		time.Sleep(6 * time.Hour)
		id := hq.Trouble{Reason: hq.AlarmWebhook, About: p.id}.AlarmID()
		a, err := p.h.Alarm(p.Context(), id)
		if err != nil || !strings.Contains(a.Detail, "it answered 404") || strings.Contains(a.Detail, "s3cr3t") {
			p.Fatalf("%+v, %v", a, err)
		}
		all, err := p.hooks.Deliveries(p.Context(), p.id, 10)
		given := -1
		for i, d := range all {
			if d.Type == PaymentApproved {
				given = i
			}
		}
		if err != nil || given < 0 || all[given].State != GivenUp || len(all[given].Attempts) != keepAttempts {
			p.Fatalf("%+v, %v", all, err)
		}
		p.to.takes()
		p.to.answers(200)
		p.must(p.hooks.Again(p.Context(), p.id, all[given].Event))
		time.Sleep(time.Hour)
		sales := 0
		for _, h := range p.to.takes() {
			if h.Type == PaymentApproved {
				sales++
			}
		}
		if sales != 1 {
			p.Errorf("told %d times", sales)
		}
	})
}

// TestBetweenTwoWrites: a sender that comes by between the two writes that put an
// event on its way does not make it forgotten.
func TestBetweenTwoWrites(t *testing.T) {
	story(t, func(p *post) {
		ctx, now := p.Context(), time.Now().UTC().Truncate(time.Millisecond)
		name := nameOf(p.id, event{ID: "evt_1", At: now})
		p.must(p.hooks.dueAt(ctx, now, name))
		p.must(p.hooks.dueAt(ctx, now, nameOf(p.id, event{ID: "evt_2", At: now}))) // its writer died
		time.Sleep(40 * time.Second)
		p.must(p.hooks.deliveries.Add(ctx, name, Delivery{Event: "evt_1", Type: Test, Body: json.RawMessage(`{"type":"test"}`), State: Waiting, Added: now, Next: now}))
		time.Sleep(2 * time.Minute)
		if got := p.to.takes(); len(got) != 1 || got[0].ID != "evt_1" {
			p.Errorf("told %+v", got)
		}
		if left, err := p.hooks.due.All(ctx); len(left) != 0 || err != nil {
			p.Errorf("left: %+v, %v", left, err)
		}
	})
}

// TestRotation: for a day both secrets are good, then the new one alone.
func TestRotation(t *testing.T) {
	story(t, func(p *post) {
		fresh, err := p.hooks.Rotate(p.Context(), p.id)
		p.must(err)
		p.to.secrets = append(p.to.secrets, fresh)
		for _, want := range []int{2, 1} {
			time.Sleep(time.Second) // a round that has begun goes on with the secrets that it has read
			_, err := p.hooks.Test(p.Context(), p.id, "kim")
			p.must(err)
			time.Sleep(time.Minute)
			if got := p.to.takes(); len(got) != 1 || got[0].Type != Test || got[0].Signed != want {
				p.Errorf("%+v, want %d good signatures", got, want)
			}
			p.stop()
			time.Sleep(bothFor)
			p.stop = p.runs(p.hooks)
		}
	})
}

// TestAlarmsAndSettingsAreTold, and to an endpoint that wants only some, only those.
func TestAlarmsAndSettingsAreTold(t *testing.T) {
	story(t, func(p *post) {
		ctx := p.Context()
		p.must(p.hooks.Change(ctx, p.id, Endpoint{URL: "https://erp.example.com/", Types: []string{AlarmOpened, AlarmSettled, SettingsResult}}))
		p.sells("key-1", true)
		two := hq.Trouble{Kiosk: "k1", Reason: hq.AlarmTwo, Detail: "two machines"}
		p.must(p.h.Raise(ctx, two))
		p.must(p.h.Raise(ctx, two))
		time.Sleep(time.Minute)
		p.must(p.h.Calm(ctx, two, "gone"))
		p.must(p.hooks.NoteSettings(ctx, "k1", wire.SettingsResult{Version: 3, State: wire.SettingsHealthy}, time.Now()))
		time.Sleep(time.Minute)
		p.must(p.h.Raise(ctx, two))
		time.Sleep(time.Minute)
		var got []string
		for _, h := range p.to.takes() {
			got = append(got, h.Type)
		}
		if text := strings.Join(got, " "); text != "alarm.opened settings.result alarm.settled alarm.opened" && text != "alarm.opened alarm.settled settings.result alarm.opened" {
			p.Errorf("told %s", text)
		}
	})
}

// TestOneSends: of two processes one sends; when it dies, the other does.
func TestOneSends(t *testing.T) {
	story(t, func(p *post) {
		other := New(p.hooks.Options)
		stop := p.runs(other)
		p.sells("key-1", true)
		time.Sleep(time.Minute)
		p.stop()
		p.sells("key-2", true)
		time.Sleep(time.Minute)
		if got := p.to.takes(); len(got) != 2 || got[0].ID == got[1].ID {
			p.Errorf("%+v", got)
		}
		stop()
	})
}

// TestOffAndRemoved: an endpoint that rests is told nothing new; a removed one leaves
// nothing behind.
func TestOffAndRemoved(t *testing.T) {
	story(t, func(p *post) {
		ctx := p.Context()
		p.to.answers(500)
		p.sells("key-1", true)
		time.Sleep(time.Minute)
		p.must(p.hooks.Change(ctx, p.id, Endpoint{URL: "https://erp.example.com/", Off: true}))
		p.to.takes()
		p.sells("key-2", true)
		time.Sleep(time.Hour)
		if got := p.to.takes(); len(got) != 0 {
			p.Errorf("told while it rests: %+v", got)
		}
		p.must(p.hooks.Remove(ctx, p.id))
		_, _, err := p.hooks.Add(ctx, Endpoint{URL: "https://other.example.com/"})
		p.must(err)
		time.Sleep(2 * time.Hour)
		due, err1 := p.hooks.due.All(ctx)
		all, err2 := p.hooks.deliveries.All(ctx)
		if len(due) != 0 || len(all) != 0 || err1 != nil || err2 != nil {
			p.Errorf("left: %+v, %+v, %v, %v", due, all, err1, err2)
		}
	})
}

// TestInsideIsRefused at the moment of connecting, and answers lead nowhere else.
func TestInsideIsRefused(t *testing.T) {
	t.Parallel()
	reached := false
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	t.Cleanup(secret.Close)
	away := httptest.NewServer(http.RedirectHandler(secret.URL, http.StatusFound))
	t.Cleanup(away.Close)
	if resp, err := newClient(false).Get(secret.URL); err == nil || !strings.Contains(err.Error(), "inside") {
		t.Errorf("%v, %v", resp, err)
	}
	resp, err := newClient(true).Get(away.URL)
	if err != nil || resp.StatusCode != http.StatusFound || reached {
		t.Errorf("%v, %v; followed: %v", resp, err, reached)
	}
	for _, a := range []string{"127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:0a00:0001::", "224.0.0.1", "255.255.255.255"} {
		if !isInside(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as outside", a)
		}
	}
	for _, a := range []string{"93.184.216.34", "2606:2800:220:1::1"} {
		if isInside(netip.MustParseAddr(a)) {
			t.Errorf("%s counts as inside", a)
		}
	}
}

// FuzzCheck: whatever address is taken can be asked, and is https.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"https://erp.example.com/kiosk", "http://127.0.0.1", "https://a:b@c/", "https://[::1]:1/", "javascript:x", "https://x#y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if (Endpoint{URL: address}).check(false) != nil {
			return
		}
		r, err := http.NewRequest(http.MethodPost, address, nil)
		if err != nil || r.URL.Scheme != "https" || r.URL.User != nil || r.URL.Host == "" {
			t.Errorf("%q was taken: %v, %v", address, r, err)
		}
	})
}
