// Package pgsimtest helps tests to speak to simulated providers as a merchant's
// server and as a customer's phone, in the words of the vendors' documents and not of
// our own adapters.
package pgsimtest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kioskd/sync/hq/pg/pgsim"
)

// Caller speaks to a simulated provider.
type Caller struct {
	T      testing.TB
	Base   string
	Header http.Header // on every call, as for authentication
}

// Serve puts a simulator on a free port of this machine until the test ends.
func Serve(t testing.TB, sim http.Handler) *Caller {
	t.Helper()
	s := httptest.NewServer(sim)
	t.Cleanup(s.Close)
	return &Caller{T: t, Base: s.URL, Header: http.Header{}}
}

// Answer is what came back.
type Answer struct {
	Status   int
	Location string
	Body     map[string]any // of a JSON object
	Text     string
}

// Call makes a request, and fails the test when the line breaks.
func (c *Caller) Call(method, path, kind, body string, header ...string) Answer {
	c.T.Helper()
	a, err := c.Try(c.T.Context(), method, path, kind, body, header...)
	if err != nil {
		c.T.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// Try makes a request on a line that may break. Header has names and values in
// turns.
func (c *Caller) Try(ctx context.Context, method, path, kind, body string, header ...string) (Answer, error) {
	if !strings.Contains(path, "://") {
		path = c.Base + path
	}
	r, err := http.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	r.Header = c.Header.Clone()
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return exchange(r)
}

func exchange(r *http.Request) (Answer, error) {
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 2<<20))
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Status: resp.StatusCode, Location: resp.Header.Get("Location"), Text: string(text)}
	_ = json.Unmarshal(text, &a.Body) // a page has none
	return a, nil
}

// Post sends JSON.
func (c *Caller) Post(path, body string, header ...string) Answer {
	c.T.Helper()
	return c.Call(http.MethodPost, path, "application/json", body, header...)
}

// Form sends a form, of names and values in turns.
func (c *Caller) Form(path string, pairs ...string) Answer {
	c.T.Helper()
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return c.Call(http.MethodPost, path, "application/x-www-form-urlencoded", q.Encode())
}

// Get reads.
func (c *Caller) Get(path string) Answer {
	c.T.Helper()
	return c.Call(http.MethodGet, path, "", "")
}

// Choose presses a button on the phone's page, and returns where the phone goes
// next.
func (c *Caller) Choose(page string, choice pgsim.Choice) *url.URL {
	c.T.Helper()
	a := c.Form(page, "do", string(choice))
	next, err := url.Parse(a.Location)
	if err != nil || a.Status != http.StatusSeeOther {
		c.T.Fatalf("%s at %s: status %d, location %q, %v\n%s", choice, page, a.Status, a.Location, err, a.Text)
	}
	return next
}

// Hook is a merchant's webhook address, and what came in there.
type Hook struct {
	URL string
	Got chan Heard // of room for all that a test sends

	// Answer is what it answers; zero means 200 with {"success":true}.
	Status int
	Text   string
}

// Heard is one webhook.
type Heard struct {
	Header http.Header
	Body   []byte
}

// Listen opens a merchant's webhook address until the test ends.
func Listen(t testing.TB) *Hook {
	t.Helper()
	h := &Hook{Got: make(chan Heard, 100), Status: http.StatusOK, Text: `{"success":true}`}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read a webhook: %v", err)
		}
		h.Got <- Heard{Header: r.Header.Clone(), Body: body}
		w.WriteHeader(h.Status)
		_, _ = io.WriteString(w, h.Text)
	}))
	t.Cleanup(s.Close)
	h.URL = s.URL
	return h
}
