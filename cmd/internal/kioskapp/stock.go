package kioskapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/sync/wire"
)

// stockServer asks the shop's server before each sale: it is sent the order as
// JSON by POST, and answers {"sell": true} or {"sell": false, "reason": "…"}.
type stockServer struct{ url string }

var _ agent.Asker = stockServer{}

// hqStock asks HQ the same.
type hqStock struct{ *App }

// MaySell implements [agent.Asker].
func (h hqStock) MaySell(ctx context.Context, order pay.Order) (bool, string, error) {
	if h.uplink == nil {
		return false, "", errors.New("there is no way to HQ")
	}
	answer, err := h.uplink.Ask(ctx, wire.AskStock, order)
	if err != nil {
		return false, "", err
	}
	return readVerdict(http.StatusOK, bytes.NewReader(answer))
}

// shopServer returns whom the configuration wants asked before each sale, nil for
// nobody.
func (a *App) shopServer() agent.Asker {
	switch url := a.o.Config.Stock.URL; {
	case url == "" || a.o.Offline:
		return nil
	case url == config.AskHQ:
		return hqStock{a}
	default:
		return stockServer{url: url}
	}
}

// maxVerdict bounds the answer, in bytes.
const maxVerdict = 64 << 10

// MaySell implements [agent.Asker].
func (s stockServer) MaySell(ctx context.Context, order pay.Order) (bool, string, error) {
	text, err := json.Marshal(order)
	if err != nil {
		return false, "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(text))
	if err != nil {
		return false, "", err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false, "", fmt.Errorf("ask the shop's server: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	return readVerdict(answer.StatusCode, io.LimitReader(answer.Body, maxVerdict))
}

// readVerdict reads an answer. One that does not say whether it sells is none.
func readVerdict(status int, body io.Reader) (bool, string, error) {
	if status != http.StatusOK {
		return false, "", fmt.Errorf("the shop's server answered %d", status)
	}
	var verdict struct {
		Sell   *bool  `json:"sell"`
		Reason string `json:"reason"`
	}
	if err := json.NewDecoder(body).Decode(&verdict); err != nil {
		return false, "", fmt.Errorf("the shop's server answered nonsense: %w", err)
	}
	if verdict.Sell == nil {
		return false, "", errors.New("the shop's server did not say whether it sells")
	}
	return *verdict.Sell, firstRunes(verdict.Reason, 200), nil
}

func firstRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
