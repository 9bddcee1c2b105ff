package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// WebTokenAsk is the body of [AskWebToken].
type WebTokenAsk struct {
	App string `json:"app"` // the web app that will use the token
}

// WebTokenAnswer is the answer to [AskWebToken]: a token for HQ's REST, and for
// the web app's own server.
type WebTokenAnswer struct {
	Token    string    `json:"token"`
	Expires  time.Time `json:"expires"`     // by HQ's clock
	Lifetime int       `json:"lifetime_ms"` // from this answer on, for kiosks whose clock is wrong
}

// Bounds of a token.
const (
	maxWebToken    = 8 << 10
	maxWebLifetime = 10 * 60_000 // milliseconds: a token cannot be called back
)

// ParseWebToken reads the answer to [AskWebToken]. What is no token that fits
// into an HTTP header, or counts longer than ten minutes, is refused.
func ParseWebToken(body []byte) (WebTokenAnswer, error) {
	var a WebTokenAnswer
	if err := json.Unmarshal(body, &a); err != nil {
		return WebTokenAnswer{}, fmt.Errorf("HQ's answer is no web token: %w", err)
	}
	hidden := func(c rune) bool { return c <= ' ' || c > '~' }
	switch {
	case a.Token == "" || len(a.Token) > maxWebToken || strings.ContainsFunc(a.Token, hidden):
		return WebTokenAnswer{}, errors.New("HQ's answer is no web token: it does not fit into a header")
	case a.Lifetime <= 0 || a.Lifetime > maxWebLifetime:
		return WebTokenAnswer{}, fmt.Errorf("HQ's web token counts for %d ms, want 1 to %d", a.Lifetime, maxWebLifetime)
	}
	return a, nil
}
