package thirdparty

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// ServerOptions say where the operator's server is and how it speaks.
type ServerOptions struct {
	URL    string
	Paths  Paths // zero for DefaultPaths
	Names  Names
	SignIn SignIn
	Ways   []Way
	Every  time.Duration // between two polls; 0 for a second
	Kiosk  string        // as the server is told in uploads

	// Hosts returns to which other hosts the server may send requests.
	Hosts func() []string

	TLS  *tls.Config // nil for the system's trust
	Rand io.Reader   // of pauses
	Log  *slog.Logger
}

// Server is the operator's server, as the kiosk sees it.
type Server struct {
	o      ServerOptions
	base   *url.URL
	client *http.Client
	keys   *keys
	links  links
	left   lastWords
}

var _ Partner = (*Server)(nil)

// Limits of one question, and of an upload. A question for items is bounded by the
// page's patience.
const (
	uploadWithin = 15 * time.Second
	headerWithin = 15 * time.Second
	leastEvery   = 100 * time.Millisecond
	mostEvery    = time.Hour
)

// Check refuses options that cannot work.
func (o ServerOptions) Check() error {
	if _, err := ParseURL(o.URL); err != nil {
		return err
	}
	if o.Every < leastEvery || o.Every > mostEvery {
		return fmt.Errorf("poll_every: %s is not between %s and %s", o.Every, leastEvery, mostEvery)
	}
	for i, w := range o.Ways {
		if _, err := ParseWay(string(w)); err != nil {
			return err
		}
		if slices.Contains(o.Ways[:i], w) {
			return fmt.Errorf("%s stands twice among the ways", w)
		}
	}
	return errors.Join(o.Paths.Check(), o.Names.Check(), o.SignIn.Check())
}

// NewServer builds the way to a server. It does nothing until it is used.
func NewServer(o ServerOptions) (*Server, error) {
	if o.Paths == (Paths{}) {
		o.Paths = DefaultPaths
	}
	if o.Every == 0 {
		o.Every = time.Second
	}
	if o.Hosts == nil {
		o.Hosts = func() []string { return nil }
	}
	if o.Rand == nil || o.Log == nil {
		return nil, errors.New("thirdparty: rand and log are needed")
	}
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("thirdparty: %w", err)
	}
	base, err := ParseURL(o.URL)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	s := &Server{o: o, base: base, links: links{partner: base.Redacted(), log: o.Log}}
	s.client = &http.Client{Jar: jar, CheckRedirect: redirects(o.Hosts), Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: o.TLS, ForceAttemptHTTP2: true,
		ResponseHeaderTimeout: headerWithin, TLSHandshakeTimeout: headerWithin, IdleConnTimeout: time.Minute, MaxIdleConns: 4,
	}}
	s.keys = newKeys(s.fetcher())
	return s, nil
}

// State implements [Partner].
func (s *Server) State() State { return s.links.state() }

// Run implements [Partner].
func (s *Server) Run(ctx context.Context, announce func(Announcement)) error {
	defer s.client.CloseIdleConnections()
	run := map[Way]func(context.Context, func(Announcement)) error{Poll: s.poll, WebSocket: s.socket, Events: s.events}
	g, ctx := errgroup.WithContext(ctx)
	for _, w := range s.o.Ways {
		g.Go(func() error { return run[w](ctx, announce) })
	}
	return g.Wait()
}

// Items implements [Partner].
func (s *Server) Items(ctx context.Context) ([]Item, error) {
	items, _, err := s.ask(ctx, "")
	s.links.note("items", err)
	return items, err
}

// ask asks for the items, unless they are those of a tag: then it returns none and
// the tag.
func (s *Server) ask(ctx context.Context, tag string) (items []Item, now string, err error) {
	ctx, cancel := context.WithTimeout(ctx, itemsWithin)
	defer cancel()
	h := http.Header{"Accept": {typeJSON}}
	if tag != "" {
		h.Set("If-None-Match", tag)
	}
	r, err := s.do(ctx, http.MethodGet, s.o.Paths.Items, nil, h)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = r.Body.Close() }()
	if r.StatusCode == http.StatusNotModified && tag != "" {
		return nil, tag, nil
	}
	items, err = s.readItems(r)
	return items, r.Header.Get("ETag"), err
}

func (s *Server) readItems(r *http.Response) ([]Item, error) {
	if r.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: the server answered %s", s.o.Paths.Items, r.Status)
	}
	if err := wantType(r, typeJSON); err != nil {
		return nil, fmt.Errorf("GET %s: %w", s.o.Paths.Items, err)
	}
	text, err := readBody(r)
	if err != nil {
		return nil, err
	}
	items, left, err := parseItems(text, s.o.Names)
	if err != nil {
		return nil, fmt.Errorf("GET %s: %w", s.o.Paths.Items, err)
	}
	s.left.tell(s.o.Log, errors.Join(left...))
	return items, nil
}

// Deliver implements [Partner]: it uploads.
func (s *Server) Deliver(ctx context.Context, r Result) error {
	err := s.upload(ctx, r)
	if no := (*Refusal)(nil); err == nil || errors.As(err, &no) {
		s.links.note("upload", nil)
		return err
	}
	s.links.note("upload", err)
	return err
}

func (s *Server) upload(ctx context.Context, r Result) error {
	ctx, cancel := context.WithTimeout(ctx, uploadWithin)
	defer cancel()
	text, err := json.Marshal(r.encode(s.o.Names, s.o.Kiosk))
	if err != nil {
		return err
	}
	h := http.Header{"Content-Type": {typeJSON}, "Idempotency-Key": {r.Name()}}
	a, err := s.do(ctx, http.MethodPost, s.o.Paths.Upload, text, h)
	if err != nil {
		return err
	}
	defer func() { _ = a.Body.Close() }()
	return judge(a, s.o.Names)
}

// judge says what an answer to an upload means. A conflict is what servers answer
// to a key that they have: it was stored before. A status that blames the request
// is a refusal; all others may pass.
func judge(a *http.Response, n Names) error {
	switch code := a.StatusCode; {
	case code == http.StatusConflict:
		return nil
	case code/100 == 2:
		return acknowledged(a, n)
	case code == http.StatusBadRequest, code == http.StatusUnsupportedMediaType, code == http.StatusUnprocessableEntity,
		code == http.StatusRequestEntityTooLarge, code == http.StatusNotAcceptable:
		text, err := readBody(a)
		if err != nil {
			return err
		}
		return &Refusal{Reason: a.Status + " " + firstRunes(string(text), 200)}
	default:
		return fmt.Errorf("the server answered %s", a.Status)
	}
}

// do asks the server, signed in. A sign-in that is not taken is renewed once.
func (s *Server) do(ctx context.Context, method, path string, body []byte, h http.Header) (*http.Response, error) {
	key, err := s.keys.get(ctx)
	for again := false; err == nil; again = true {
		var r *http.Response
		if r, err = s.once(ctx, key, method, path, body, h); err != nil {
			return nil, err
		}
		if r.StatusCode != http.StatusUnauthorized {
			s.links.note("sign-in", nil)
			return r, nil
		}
		_ = r.Body.Close()
		if again {
			err = ErrSignIn
			break
		}
		key, err = s.keys.renew(ctx, key)
	}
	s.links.note("sign-in", err)
	return nil, err
}

func (s *Server) once(ctx context.Context, key *credential, method, path string, body []byte, h http.Header) (*http.Response, error) {
	q, err := http.NewRequestWithContext(ctx, method, at(s.base, path), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header = h.Clone()
	key.put(q.Header)
	r, err := s.client.Do(q)
	if err != nil {
		return nil, plain(err)
	}
	return r, nil
}

// plain takes the repeated address out of an error of net/http.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
