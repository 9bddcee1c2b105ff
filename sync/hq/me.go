package hq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"kioskd/sync/hq/webtoken"
	"kioskd/sync/wire"
)

// KeysPath is where HQ publishes the public keys of its web tokens (JWKS).
const KeysPath = "/.well-known/jwks.json"

// readyTokens checks what web tokens are made of.
func (h *Handler) readyTokens() error {
	h.trust = webtoken.Trust{Audience: h.Name, Issuers: slices.Clone(h.Issuers)}
	for _, i := range h.Issuers {
		if i.Name == "" || i.Name == h.Name {
			return fmt.Errorf("an issuer of tokens is called %q: it needs a name of its own", i.Name)
		}
	}
	if h.TokenKey == nil {
		return nil
	}
	h.maker = &webtoken.Maker{Issuer: h.Name, Key: h.TokenKey, Rand: h.Rand}
	h.trust.Issuers = append(h.trust.Issuers, h.maker.Own())
	return h.maker.Check()
}

// webToken answers a kiosk's question for a token.
func (h *Handler) webToken(kiosk string, body json.RawMessage) (any, error) {
	if h.maker == nil {
		return nil, &No{Code: "no-tokens", Reason: "this HQ makes no tokens for web apps: it was started without a key for them"}
	}
	var ask wire.WebTokenAsk
	if err := json.Unmarshal(body, &ask); err != nil || wire.CheckName(ask.App) != nil {
		return nil, &No{Code: "bad-question", Reason: "the question names no web app"}
	}
	if ask.App == h.Name {
		return nil, &No{Code: "bad-question", Reason: "a web app cannot have the name of this HQ"}
	}
	now := time.Now()
	text, expires, err := h.maker.Make(kiosk, ask.App, now)
	if err != nil {
		return nil, err
	}
	return wire.WebTokenAnswer{Token: text, Expires: expires.UTC(), Lifetime: int(expires.Sub(now).Milliseconds())}, nil
}

func (h *Handler) keySet(w http.ResponseWriter, _ *http.Request) {
	set := webtoken.Set{Keys: []webtoken.JWK{}}
	if h.maker != nil {
		set = h.maker.Set()
	}
	h.reply(w, http.StatusOK, set)
}

// withToken lets through who bears a token. Web apps call from origins of their
// own; a token is sent by program only, never by the browser itself, so that any
// origin may try.
func (h *Handler) withToken(next func(http.ResponseWriter, *http.Request, webtoken.Claims)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Expose-Headers", "WWW-Authenticate")
		text, found := bearer(r)
		if !found {
			h.challenge(w, "", errors.New("this needs a token: send it as Authorization: Bearer; a web app on a kiosk gets one from the SDK"))
			return
		}
		claims, err := h.trust.Check(text, time.Now())
		if err == nil {
			err = h.stillIn(r.Context(), claims)
		}
		switch {
		case errors.Is(err, webtoken.ErrExpired), errors.Is(err, webtoken.ErrToken):
			h.challenge(w, `, error="invalid_token"`, fmt.Errorf("%w; ask for a new one", err))
		case err != nil:
			h.broke(w, err)
		default:
			next(w, r, claims)
		}
	})
}

// bearer returns the token of a request (RFC 6750: the scheme's case does not
// count).
func bearer(r *http.Request) (string, bool) {
	scheme, text, found := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(text), found && strings.EqualFold(scheme, "Bearer")
}

func (h *Handler) challenge(w http.ResponseWriter, more string, err error) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="kioskhq"`+more)
	h.fail(w, http.StatusUnauthorized, err)
}

// stillIn refuses the tokens of a kiosk whose keys have all been revoked since.
func (h *Handler) stillIn(ctx context.Context, c webtoken.Claims) error {
	if c.Issuer != h.Name {
		return nil // whoever issued it answers for it
	}
	keys, err := h.Store.Keys(ctx, c.Kiosk)
	if err != nil {
		return fmt.Errorf("look up the keys of %s: %w", c.Kiosk, err)
	}
	revoked := len(keys) > 0 && !slices.ContainsFunc(keys, func(k Key) bool { return k.Revoked.IsZero() })
	if _, shared := h.Token(c.Kiosk); revoked && !shared {
		return fmt.Errorf("%w: the keys of this kiosk were revoked", webtoken.ErrToken)
	}
	return nil
}

// preflight lets browsers send a token from a web app's own origin.
func (h *Handler) preflight(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Allow-Methods", "GET")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// Me is the answer of /api/v1/me: for whom a token stands.
type Me struct {
	Issuer  string    `json:"issuer"`
	Subject string    `json:"subject"`
	Kiosk   string    `json:"kiosk,omitempty"`
	App     string    `json:"app,omitempty"`
	Expires time.Time `json:"expires"`

	// Store is the shop and its merchant, as the newest settings for this kiosk
	// say; absent when they do not.
	Store json.RawMessage `json:"store,omitempty"`
}

func (h *Handler) me(w http.ResponseWriter, r *http.Request, c webtoken.Claims) {
	store, err := h.storeOf(r.Context(), c.Kiosk)
	if err != nil {
		h.broke(w, err)
		return
	}
	h.reply(w, http.StatusOK, Me{Issuer: c.Issuer, Subject: c.Subject, Kiosk: c.Kiosk, App: c.App, Expires: c.ExpiresAt.UTC(), Store: store})
}

// storeOf returns what the newest settings for a kiosk call its store.
func (h *Handler) storeOf(ctx context.Context, kiosk string) (json.RawMessage, error) {
	if kiosk == "" {
		return nil, nil
	}
	d, err := h.Store.NewestSettings(ctx, kiosk)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up the settings of %s: %w", kiosk, err)
	}
	var document struct {
		Store json.RawMessage `json:"store"`
	}
	if err := json.Unmarshal(d.Document, &document); err != nil {
		return nil, fmt.Errorf("read settings %d: %w", d.Version, err)
	}
	return document.Store, nil
}
