package kioskapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strconv"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/queue/vault"
	"kioskd/sync/wire"
)

// ownKeeper is HQ or a server of the shop's that keeps points and coupons. It is
// asked in the words of [wire.OwnAsk]; a server hears them by POST.
type ownKeeper struct {
	ask func(ctx context.Context, body []byte) ([]byte, error)
}

var _ agent.Keeper = ownKeeper{}

// ownKeeper returns whom the configuration names, nil for nobody.
func (a *App) ownKeeper() agent.Keeper {
	switch url := a.o.Config.Own.URL; {
	case url == "" || a.o.Offline:
		return nil
	case url == config.AskHQ:
		return ownKeeper{func(ctx context.Context, body []byte) ([]byte, error) {
			if a.uplink == nil {
				return nil, errors.New("there is no way to HQ")
			}
			return a.uplink.Ask(ctx, wire.AskOwn, json.RawMessage(body))
		}}
	default:
		return ownKeeper{func(ctx context.Context, body []byte) ([]byte, error) { return post(ctx, url, body) }}
	}
}

// post asks a server.
func post(ctx context.Context, url string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("ask the server that keeps points: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server that keeps points answered %d", answer.StatusCode)
	}
	return io.ReadAll(io.LimitReader(answer.Body, maxVerdict))
}

// Reserve implements [agent.Keeper].
func (k ownKeeper) Reserve(ctx context.Context, id string, o pay.Order) (bool, string, error) {
	answer, err := k.want(ctx, wire.OwnAsk{Do: wire.OwnReserve, ID: id, Order: agent.WireOrder(o)})
	return answer.Done, firstRunes(answer.Reason, 200), err
}

// Commit implements [agent.Keeper].
func (k ownKeeper) Commit(ctx context.Context, id string) error {
	return k.must(ctx, wire.OwnAsk{Do: wire.OwnCommit, ID: id})
}

// Release implements [agent.Keeper].
func (k ownKeeper) Release(ctx context.Context, id string) error {
	return k.must(ctx, wire.OwnAsk{Do: wire.OwnRelease, ID: id})
}

// must takes no for no answer.
func (k ownKeeper) must(ctx context.Context, ask wire.OwnAsk) error {
	answer, err := k.want(ctx, ask)
	if err == nil && !answer.Done {
		err = fmt.Errorf("%s of %s is refused: %s", ask.Do, ask.ID, firstRunes(answer.Reason, 200))
	}
	return err
}

func (k ownKeeper) want(ctx context.Context, ask wire.OwnAsk) (wire.OwnAnswer, error) {
	body, err := json.Marshal(ask)
	if err != nil {
		return wire.OwnAnswer{}, err
	}
	text, err := k.ask(ctx, body)
	if err != nil {
		return wire.OwnAnswer{}, err
	}
	return readOwnAnswer(text)
}

// readOwnAnswer reads an answer. One that does not say whether it is done is none.
func readOwnAnswer(text []byte) (a wire.OwnAnswer, err error) {
	var said struct {
		Done   *bool  `json:"done"`
		Reason string `json:"reason"`
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return a, fmt.Errorf("whoever keeps points answered nonsense: %w", err)
	}
	if said.Done == nil {
		return a, errors.New("whoever keeps points did not say whether it is done")
	}
	return wire.OwnAnswer{Done: *said.Done, Reason: said.Reason}, nil
}

// inVaultKeeper is up to where whoever keeps points has been told everything.
const inVaultKeeper = "keeper"

// keeperMark keeps that place in the vault: a cursor of the journal would hold its
// files for ever once nobody keeps points any more.
type keeperMark struct {
	vault *vault.Vault
	at    uint64
}

func openKeeperMark(v *vault.Vault) (*keeperMark, error) {
	m := &keeperMark{vault: v}
	text, err := v.Get(inVaultKeeper)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err == nil {
		m.at, err = strconv.ParseUint(string(text), 10, 64)
	}
	if err != nil {
		return nil, fmt.Errorf("read what was told of points: %w", err)
	}
	return m, nil
}

// Position implements [agent.Bookmark].
func (m *keeperMark) Position() uint64 { return m.at }

// Ack implements [agent.Bookmark].
func (m *keeperMark) Ack(seq uint64) error {
	if err := m.vault.Put(inVaultKeeper, strconv.AppendUint(nil, seq, 10)); err != nil {
		return fmt.Errorf("note what was told of points: %w", err)
	}
	m.at = seq
	return nil
}
