package kioskapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
	"kioskd/ui"
)

// webTokens gets tokens for web apps from HQ, and keeps each as long as it counts.
type webTokens struct {
	ask func(ctx context.Context, name string, body any) (json.RawMessage, error)

	mu   sync.Mutex // guards kept
	kept map[string]webToken
}

// webToken is a token and how long it counts, by this machine's monotonic clock:
// what the wall clock shows may be wrong.
type webToken struct {
	wire.WebTokenAnswer
	until time.Time
}

// Times and bounds of tokens.
const (
	renewBefore = time.Minute     // the end: then a new one is asked for
	lastsYet    = 5 * time.Second // what a token is good for at least when it is handed out
	maxApps     = 32              // whose tokens are kept
)

// tokens returns who gets tokens for web apps, nil without HQ.
func (a *App) tokens() ui.Tokens {
	if a.uplink == nil {
		return nil
	}
	return &webTokens{ask: a.uplink.Ask, kept: map[string]webToken{}}
}

// WebToken implements [ui.Tokens]. While HQ is away, a token that is about to
// expire is better than none.
func (w *webTokens) WebToken(ctx context.Context, app string) (ui.WebToken, error) {
	old := w.find(app)
	if left := time.Until(old.until); left > renewBefore {
		return old.forPage(left), nil
	}
	fresh, err := w.fetch(ctx, app)
	if err == nil {
		return fresh.forPage(time.Until(fresh.until)), nil
	}
	if _, refused := errors.AsType[*uplink.Refusal](err); refused {
		return ui.WebToken{}, err
	}
	if left := time.Until(old.until); left > lastsYet {
		return old.forPage(left), nil
	}
	return ui.WebToken{}, fmt.Errorf("%w: %w", ui.ErrNoHQ, err)
}

func (w *webTokens) find(app string) webToken {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.kept[app]
}

// fetch asks HQ. The time that counts begins before the question, so that it never
// ends too late.
func (w *webTokens) fetch(ctx context.Context, app string) (webToken, error) {
	asked := time.Now()
	body, err := w.ask(ctx, wire.AskWebToken, wire.WebTokenAsk{App: app})
	if err != nil {
		return webToken{}, err
	}
	t, err := wire.ParseWebToken(body)
	if err != nil {
		return webToken{}, err
	}
	fresh := webToken{t, asked.Add(time.Duration(t.Lifetime) * time.Millisecond)}
	w.keep(app, fresh)
	return fresh, nil
}

// keep remembers a token; too many apps are forgotten together.
func (w *webTokens) keep(app string, t webToken) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.kept[app]; !known && len(w.kept) >= maxApps {
		clear(w.kept)
	}
	w.kept[app] = t
}

func (t webToken) forPage(left time.Duration) ui.WebToken {
	return ui.WebToken{Token: t.Token, Expires: t.Expires, Left: left.Milliseconds()}
}
