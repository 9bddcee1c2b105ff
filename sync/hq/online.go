package hq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"kioskd/sync/wire"
)

// Online takes payments that customers make with a phone, at providers whose secrets
// HQ keeps.
type Online interface {
	// Online answers a kiosk's question, which has passed [wire.OnlineAsk.Check]. It is
	// called in a goroutine of its own; the context ends when nobody listens any more,
	// which leaves what was begun to go on. An error that is a [*No] is HQ's no; any
	// other means that HQ could not answer, and says nothing about money.
	Online(ctx context.Context, kiosk string, ask wire.OnlineAsk) (wire.OnlineAnswer, error)
}

// online answers a question about a payment by phone. Without [Options.Online] there
// is no way to pay so, unless [Options.Answer] answers such questions.
func (h *Handler) online(ctx context.Context, kiosk string, a *wire.Ask) (any, error) {
	if h.Online == nil && h.Answer != nil {
		return h.Answer(ctx, kiosk, a)
	}
	var ask wire.OnlineAsk
	err := json.Unmarshal(a.Body, &ask)
	if err == nil {
		err = ask.Check()
	}
	switch {
	case err != nil:
		return nil, &No{Code: "bad-question", Reason: "about a payment by phone: " + err.Error()}
	case h.Online != nil:
		return h.Online.Online(ctx, kiosk, ask)
	case ask.Do == wire.OnlineMethods:
		return wire.OnlineAnswer{}, nil
	}
	return nil, &No{Code: "no-providers", Reason: "this HQ takes no payments by phone"}
}

// HintOnline tells a kiosk, at whichever process it is connected, that an attempt to
// pay by phone is elsewhere now: so that it looks at once. Without a key the ways to
// pay have changed, and kiosk may be "*" for all. A kiosk that is not connected does
// not hear of it; it looks by itself when it comes back. An error means that other
// processes were not told, and their kiosks will look a few seconds later.
func (h *Handler) HintOnline(ctx context.Context, kiosk, key string, attempt int) error {
	n := News{Kind: NewsOnline, Kiosks: []string{kiosk}}
	if key != "" {
		n.Ref = key + "/" + strconv.Itoa(attempt)
	}
	here := kiosk != "*" && h.present.has(kiosk)
	err := h.actOn(ctx, n)
	if h.peers.store == nil || here {
		return err
	}
	if hint := h.peers.store.Hint(ctx, n); hint != nil {
		err = errors.Join(err, fmt.Errorf("tell the other processes of a payment by phone: %w", hint))
	}
	return err
}

// onlineNews reads what [Handler.HintOnline] wrote.
func onlineNews(ref string) *wire.News {
	key, attempt, _ := strings.Cut(ref, "/")
	n, _ := strconv.Atoi(attempt) // 0 when there is no key
	return &wire.News{Of: wire.NewsOfOnline, Key: key, Attempt: n}
}
