package call

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"

	"kioskd/agent/pay"
)

// maxAnswer bounds a provider's answer, in bytes.
const maxAnswer = 1 << 20

// Client speaks to one provider.
type Client struct {
	Base   string            // address without a path at its end
	HTTP   *http.Client      // nil means http.DefaultClient; redirects are never followed
	Header func(http.Header) // puts secrets on a request
}

// Call is one request. Either JSON or Form is its body.
type Call struct {
	Op     string // what is attempted, for errors, as in "approve"
	Method string
	Path   string // parts that came from outside escaped by [url.PathEscape]
	JSON   any
	Form   url.Values
	Header map[string]string // of this call alone
}

// Answer is what a provider answered, with any status.
type Answer struct {
	Status int
	Body   []byte
}

// CheckBase reports whether an address can be a provider's: https, or http on this
// machine for a simulator.
func CheckBase(base string) error {
	u, err := url.Parse(base)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.User != nil:
		return fmt.Errorf("%q is no address of a provider, want https://HOST", base)
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	}
	return fmt.Errorf("the address %q is not protected, want https://HOST", base)
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// Do makes a call once and reads its answer whole.
func (c *Client) Do(ctx context.Context, call Call) (Answer, error) {
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	r, err := c.request(httptrace.WithClientTrace(ctx, trace), call)
	if err != nil {
		return Answer{}, pay.Fail(call.Op, pay.NotSent, err)
	}
	a, err := c.exchange(r)
	fate := pay.NotSent
	if connected.Load() {
		fate = pay.Unknown
	}
	return a, pay.Fail(call.Op, fate, err)
}

func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	body, kind, err := call.body()
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, call.Method, strings.TrimRight(c.Base, "/")+call.Path, body)
	if err != nil {
		return nil, errors.New("the address cannot be called")
	}
	r.Header.Set("Accept", "application/json")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for name, value := range call.Header {
		r.Header.Set(name, value)
	}
	if c.Header != nil {
		c.Header(r.Header)
	}
	return r, nil
}

func (call Call) body() (io.Reader, string, error) {
	switch {
	case call.Form != nil:
		return strings.NewReader(call.Form.Encode()), "application/x-www-form-urlencoded", nil
	case call.JSON == nil:
		return http.NoBody, "", nil
	}
	b, err := json.Marshal(call.JSON)
	if err != nil {
		return nil, "", fmt.Errorf("encode the request: %w", err)
	}
	return bytes.NewReader(b), "application/json", nil
}

func (c *Client) exchange(r *http.Request) (Answer, error) {
	answer, err := c.client().Do(r)
	if err != nil {
		return Answer{}, plain(err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read, or is given up
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if err != nil {
		return Answer{}, fmt.Errorf("read the answer: %w", err)
	}
	if len(body) > maxAnswer {
		return Answer{}, fmt.Errorf("an answer of more than %d bytes", maxAnswer)
	}
	return Answer{Status: answer.StatusCode, Body: body}, nil
}

// client follows no redirect: it would carry secrets elsewhere.
func (c *Client) client() *http.Client {
	h := http.Client{}
	if c.HTTP != nil {
		h = *c.HTTP
	}
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &h
}

// plain takes the address out of an error of net/http.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// Read decodes the answer. Fields that nobody here knows are passed over: providers
// add some without notice. What is no JSON leaves the money unknown.
func (a Answer) Read(op string, into any) error {
	if err := json.Unmarshal(a.Body, into); err != nil {
		return pay.Fail(op, pay.Unknown, fmt.Errorf("status %d with a body that cannot be read: %w", a.Status, err))
	}
	return nil
}
