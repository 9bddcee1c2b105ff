//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
)

// screen is the kiosk's screen as a web app has it: views come by a stream, wishes
// go by POST. It lives through restarts of the kiosk.
type screen struct {
	address string
	http    *http.Client

	mu      sync.Mutex // guards the rest
	session string
	view    agent.View // the newest; the zero value while nobody streams
	changed chan struct{}
}

func newScreen(address string) *screen {
	return &screen{address: "http://" + address, http: &http.Client{Timeout: 30 * time.Second}, changed: make(chan struct{})}
}

// refusal is an answer of the kiosk that says no.
type refusal struct {
	status int
	text   string
}

func (r refusal) Error() string { return fmt.Sprintf("%d: %s", r.status, r.text) }

// Run follows the views until the context ends.
func (s *screen) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := s.follow(ctx)
		s.show(agent.View{}) // whatever was shown is not certain any more
		if err != nil {
			pause(ctx, 100*time.Millisecond)
		}
	}
	return nil
}

// follow reads one stream to its end.
func (s *screen) follow(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+"/api/v1/events", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r) // without a time limit: a stream has no end
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	for lines := bufio.NewScanner(answer.Body); ; {
		if !lines.Scan() {
			return errors.Join(io.ErrUnexpectedEOF, lines.Err())
		}
		text, isData := strings.CutPrefix(lines.Text(), "data:")
		if !isData {
			continue
		}
		var v agent.View
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			return fmt.Errorf("read a view: %w", err)
		}
		s.show(v)
	}
}

func (s *screen) show(v agent.View) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.view = v
	close(s.changed)
	s.changed = make(chan struct{})
}

// now is the newest view, and what is closed when another one comes.
func (s *screen) now() (agent.View, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view, s.changed
}

// await waits for a view that satisfies a wish.
func (s *screen) await(ctx context.Context, limit time.Duration, wish func(agent.View) bool) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		v, changed := s.now()
		if wish(v) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("the screen shows %q since %s: %w", v.State, v.Since.Format(time.TimeOnly), ctx.Err())
		}
	}
}

// order stores an order for some of an item.
func (s *screen) order(ctx context.Context, item string, n int) (o pay.Order, err error) {
	err = s.call(ctx, http.MethodPost, "orders", map[string]any{"picks": []agent.Pick{{Item: item, Quantity: n}}, "language": "en"}, &o)
	return o, err
}

// payment asks the books.
func (s *screen) payment(ctx context.Context, key pay.Key) (p ui.Payment, err error) {
	err = s.call(ctx, http.MethodGet, "payments/"+string(key), nil, &p)
	return p, err
}

// wish sends what the customer wants with a payment: abort, dismiss, keep.
func (s *screen) wish(ctx context.Context, key pay.Key, what string) error {
	return s.call(ctx, http.MethodPost, "payments/"+string(key)+"/"+what, struct{}{}, nil)
}

// refund describes the payment as its own answer did, as an app has to.
func (s *screen) refund(ctx context.Context, p ui.Payment) error {
	body := map[string]any{"amounts": p.Order.Split, "number": p.Approval.Number, "approved_ms": p.Approved, "months": 0}
	return s.call(ctx, http.MethodPost, "payments/"+string(p.Key)+"/refund", body, nil)
}

// call speaks to the local API, and opens the screen where that has to be.
func (s *screen) call(ctx context.Context, method, path string, body, result any) error {
	err := s.try(ctx, method, path, body, result)
	var no refusal
	if !errors.As(err, &no) || no.status != http.StatusUnauthorized && no.status != http.StatusForbidden {
		return err
	}
	if err := s.open(ctx); err != nil {
		return err
	}
	return s.try(ctx, method, path, body, result)
}

func (s *screen) try(ctx context.Context, method, path string, body, result any) error {
	s.mu.Lock()
	session := s.session
	s.mu.Unlock()
	answer, err := s.send(ctx, method, "/api/v1/"+path, session, body)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= http.StatusBadRequest {
		text, err := io.ReadAll(answer.Body)
		return errors.Join(refusal{answer.StatusCode, string(text)}, err)
	}
	if result == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(result)
}

// open gets a session, as the browser does when the kiosk starts it.
func (s *screen) open(ctx context.Context) error {
	var made ui.Launched
	answer, err := s.send(ctx, http.MethodPost, "/api/v1/launches", screenToken, nil)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if err := json.NewDecoder(answer.Body).Decode(&made); err != nil || answer.StatusCode != http.StatusCreated {
		return errors.Join(fmt.Errorf("open the screen: %s", answer.Status), err)
	}
	return s.enter(ctx, made.Path)
}

// enter opens the screen's address, and keeps what a browser keeps as a cookie.
func (s *screen) enter(ctx context.Context, path string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+path, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultTransport.RoundTrip(r) // which does not go where it is sent
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if len(answer.Cookies()) != 1 {
		return fmt.Errorf("open the screen: %s, and no session", answer.Status)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.session = answer.Cookies()[0].Value
	return nil
}

func (s *screen) send(ctx context.Context, method, path, credential string, body any) (*http.Response, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, s.address+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if credential != "" {
		r.Header.Set("Authorization", "Bearer "+credential)
	}
	return s.http.Do(r)
}

// pause waits, but not beyond the context's end.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
