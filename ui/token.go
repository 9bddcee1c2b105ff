package ui

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Tokens gets tokens for web apps, with which they call HQ.
type Tokens interface {
	// WebToken returns a token for one web app. [ErrNoHQ] means that HQ cannot be
	// asked now; any other error is HQ's no, in words for people.
	WebToken(ctx context.Context, app string) (WebToken, error)
}

// ErrNoHQ is the cause when there is no token because HQ cannot be asked.
var ErrNoHQ = errors.New("HQ cannot be reached now")

// WebToken is the answer of POST /api/v1/auth/token.
type WebToken struct {
	Token   string    `json:"token"` // for Authorization: Bearer
	Expires time.Time `json:"expires"`

	// Left is how long it still counts, in milliseconds: a page should go by this,
	// since a kiosk's clock may be wrong.
	Left int64 `json:"left_ms"`
}

// What the kiosk's own pages are called in tokens. No web app can be called that:
// an underscore stands in no name of a host.
const (
	tokenScreen = "_screen"
	tokenStaff  = "_staff"
)

// bearerOf returns who asks for a token, by the place that the guard found.
func bearerOf(at place) string {
	switch {
	case at.app() != "":
		return at.app()
	case at == atStaff:
		return tokenStaff
	}
	return tokenScreen
}

// token answers with a token for the web app that asks, and for no other.
func (s *Server) token(r *http.Request) (reply, error) {
	if s.tokens == nil {
		return reply{}, refuse(http.StatusServiceUnavailable, "no-hq",
			"this kiosk has no HQ", "Set hq.url in the configuration, and enrol the kiosk.")
	}
	t, err := s.tokens.WebToken(r.Context(), bearerOf(placeOf(r)))
	switch {
	case errors.Is(err, ErrNoHQ):
		return reply{}, refuse(http.StatusServiceUnavailable, "hq-away",
			"HQ cannot be reached, and no token is left that counts", "Try again when the kiosk is connected to HQ.")
	case err != nil:
		return reply{}, refuse(http.StatusBadGateway, "hq-refused", err.Error(), "See what HQ's log says of this kiosk.")
	}
	return reply{status: http.StatusOK, body: t}, nil
}
