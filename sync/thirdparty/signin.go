package thirdparty

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// SignIn says how the kiosk signs in to a server.
type SignIn struct {
	Kind string // one of the SignIn… constants
	User string // of a login or session; the client's id for OAuth

	// Secret returns the token, the password or the client's secret. It is called
	// whenever one is needed, so that one that was changed is found.
	Secret func() (string, error)

	TokenURL string   // of OAuth
	Scopes   []string // of OAuth
}

// The kinds of sign-in.
const (
	SignInNone    = "none"
	SignInToken   = "token"   // a bearer token or JWT, as it stands
	SignInLogin   = "login"   // user and password give a bearer token or JWT
	SignInSession = "session" // user and password give a cookie
	SignInOAuth   = "oauth"   // OAuth 2.0 client credentials
)

// Check refuses a sign-in that cannot work.
func (s SignIn) Check() error {
	switch s.Kind {
	case SignInNone, "":
		return nil
	case SignInToken:
	case SignInLogin, SignInSession, SignInOAuth:
		if s.User == "" {
			return fmt.Errorf("sign_in.user: %s needs one", s.Kind)
		}
	default:
		return fmt.Errorf("sign_in.kind: %q is not %s, %s, %s, %s or %s", s.Kind, SignInNone, SignInToken, SignInLogin, SignInSession, SignInOAuth)
	}
	if s.Kind == SignInOAuth {
		if _, err := ParseURL(s.TokenURL); err != nil {
			return fmt.Errorf("sign_in.token_url: %w", err)
		}
	}
	if s.Secret == nil {
		return fmt.Errorf("sign_in: %s needs a secret", s.Kind)
	}
	return nil
}

// ErrSignIn says that a server does not take this kiosk's sign-in.
var ErrSignIn = errors.New("the server does not take this kiosk's sign-in")

// credential is what a server gave for a sign-in.
type credential struct {
	header string    // Authorization; "" where a cookie or nothing says it
	until  time.Time // zero where the server did not say
}

// keys holds the credential in use, for all ways to one server.
type keys struct {
	fetch func(context.Context) (credential, error)
	turn  chan struct{} // taken by who signs in
	now   atomic.Pointer[credential]
}

func newKeys(fetch func(context.Context) (credential, error)) *keys {
	return &keys{fetch: fetch, turn: make(chan struct{}, 1)}
}

// get returns the credential, and signs in where there is none that lasts.
func (k *keys) get(ctx context.Context) (*credential, error) {
	c := k.now.Load()
	if c != nil && (c.until.IsZero() || time.Now().Before(c.until)) {
		return c, nil
	}
	return k.renew(ctx, c)
}

// renew signs in anew, unless somebody else has since old was got.
func (k *keys) renew(ctx context.Context, old *credential) (*credential, error) {
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c := k.now.Load(); c != old {
		return c, nil
	}
	c, err := k.fetch(ctx)
	if err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	k.now.Store(&c)
	return &c, nil
}

// put signs a request's header.
func (c *credential) put(h http.Header) {
	if c.header != "" {
		h.Set("Authorization", c.header)
	}
}
