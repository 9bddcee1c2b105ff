package thirdparty

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// early is how long before its end a credential is renewed.
const early = 10 * time.Second

// fetcher returns how a credential of the kind is got.
func (s *Server) fetcher() func(context.Context) (credential, error) {
	switch s.o.SignIn.Kind {
	case SignInToken:
		return s.readToken
	case SignInLogin:
		return s.logIn
	case SignInSession:
		return s.openSession
	case SignInOAuth:
		return s.askOAuth
	}
	return func(context.Context) (credential, error) { return credential{}, nil }
}

func (s *Server) readToken(context.Context) (credential, error) {
	token, err := s.o.SignIn.Secret()
	return credential{header: "Bearer " + token}, err
}

// logIn changes user and password for a token.
func (s *Server) logIn(ctx context.Context) (credential, error) {
	r, err := s.postLogin(ctx)
	if err != nil {
		return credential{}, err
	}
	defer func() { _ = r.Body.Close() }()
	if err := wantType(r, typeJSON); err != nil {
		return credential{}, err
	}
	text, err := readBody(r)
	if err != nil {
		return credential{}, err
	}
	return parseToken(text, s.o.Names, time.Now())
}

// maxToken bounds a token, in bytes.
const maxToken = 8 << 10

// parseToken reads a token, and how many seconds it counts.
func parseToken(text []byte, n Names, now time.Time) (c credential, err error) {
	v, err := readJSON(text)
	if err != nil {
		return c, err
	}
	fields, _ := v.(map[string]any)
	token, err := object(fields).text(n.of(nameToken))
	if err != nil || token == "" || len(token) > maxToken {
		return c, fmt.Errorf("the answer holds no %s", n.of(nameToken))
	}
	c.header = "Bearer " + token
	if life, ok := object(fields).get(n.of(nameExpiresIn)).(json.Number); ok {
		seconds, err := strconv.ParseInt(life.String(), 10, 32)
		if err != nil || seconds < 1 {
			return credential{}, fmt.Errorf("%s: %s is no number of seconds", n.of(nameExpiresIn), life)
		}
		c.until = now.Add(max(time.Duration(seconds)*time.Second-early, time.Second))
	}
	return c, nil
}

// openSession changes user and password for a cookie.
func (s *Server) openSession(ctx context.Context) (credential, error) {
	r, err := s.postLogin(ctx)
	if err != nil {
		return credential{}, err
	}
	defer func() { _ = r.Body.Close() }()
	place, err := url.Parse(at(s.base, s.o.Paths.Items))
	if err == nil && len(s.client.Jar.Cookies(place)) == 0 {
		err = errors.New("the server has set no cookie")
	}
	return credential{}, err
}

func (s *Server) postLogin(ctx context.Context) (*http.Response, error) {
	secret, err := s.o.SignIn.Secret()
	if err != nil {
		return nil, err
	}
	o := object{}
	o.put(s.o.Names.of(nameUser), s.o.SignIn.User)
	o.put(s.o.Names.of(namePassword), secret)
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, at(s.base, s.o.Paths.SignIn), bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", typeJSON)
	r, err := s.client.Do(q)
	if err != nil {
		return nil, err
	}
	if r.StatusCode/100 != 2 {
		_ = r.Body.Close()
		return nil, fmt.Errorf("%w: it answered %s", ErrSignIn, r.Status)
	}
	return r, nil
}

// askOAuth changes the client's id and secret for a token.
func (s *Server) askOAuth(ctx context.Context) (credential, error) {
	secret, err := s.o.SignIn.Secret()
	if err != nil {
		return credential{}, err
	}
	c := clientcredentials.Config{ClientID: s.o.SignIn.User, ClientSecret: secret, TokenURL: s.o.SignIn.TokenURL, Scopes: s.o.SignIn.Scopes}
	token, err := c.Token(context.WithValue(ctx, oauth2.HTTPClient, s.client))
	if err != nil {
		return credential{}, withoutBody(err)
	}
	k := credential{header: token.Type() + " " + token.AccessToken}
	if !token.Expiry.IsZero() {
		k.until = token.Expiry.Add(-early)
	}
	return k, nil
}

// withoutBody keeps what a token server answered out of logs: it may repeat what
// it was sent.
func withoutBody(err error) error {
	var bad *oauth2.RetrieveError
	if errors.As(err, &bad) && bad.Response != nil {
		return fmt.Errorf("%w: the token server answered %s", ErrSignIn, bad.Response.Status)
	}
	return err
}
