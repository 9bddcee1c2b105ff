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
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/hq/storetest/each"
	"kioskd/sync/wire/wiretest"
)

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
