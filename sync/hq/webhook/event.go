package webhook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// event is something that is told once it is true. What it says is read from the
// store then.
type event struct {
	ID   string    `json:"id"`
	Type string    `json:"type"`
	At   time.Time `json:"at"`

	Kiosk string `json:"kiosk,omitempty"`

	Epoch, Hash, Key string `json:",omitempty"` // of a fact
	Seq              uint64 `json:",omitempty"`

	Alarm  string `json:"alarm,omitempty"`
	Opened int    `json:"opened,omitempty"`

	Settings *wire.SettingsResult `json:"settings,omitempty"`
}

// types are the types of the facts that are told.
var types = map[string]string{
	wire.KindApproved: PaymentApproved, wire.KindKept: PaymentApproved,
	wire.KindVoided:     PaymentRefunded,
	wire.KindUnresolved: PaymentUnresolved, wire.KindVoidFailed: PaymentUnresolved, wire.KindMismatch: PaymentUnresolved,
}

// NoteFacts implements [hq.Outbox].
func (h *Hooks) NoteFacts(ctx context.Context, kiosk, epoch string, facts []hq.Fact) error {
	if !h.anybody(ctx) {
		return nil
	}
	for _, f := range facts {
		kind := types[f.Kind]
		if kind == "" || f.Refused != "" {
			continue
		}
		e := event{Type: kind, At: f.At, Kiosk: kiosk, Epoch: epoch, Seq: f.Seq, Hash: wire.Hash(f.Line), Key: f.Key}
		if err := h.note(ctx, e, kiosk, epoch, e.Hash); err != nil {
			return err
		}
	}
	return nil
}

// NoteAlarm implements [hq.Outbox].
func (h *Hooks) NoteAlarm(ctx context.Context, a hq.Alarm) error {
	e := event{Type: AlarmOpened, At: a.First, Kiosk: a.Kiosk, Alarm: a.ID, Opened: a.Opened}
	if !a.Waits() {
		e.Type, e.At = AlarmSettled, a.End.At
	}
	if !h.anybody(ctx) {
		return nil
	}
	return h.note(ctx, e, a.ID, fmt.Sprint(a.Opened))
}

// NoteSettings implements [hq.Outbox].
func (h *Hooks) NoteSettings(ctx context.Context, kiosk string, r wire.SettingsResult, at time.Time) error {
	if !h.anybody(ctx) {
		return nil
	}
	e := event{Type: SettingsResult, At: at, Kiosk: kiosk, Settings: &r}
	return h.note(ctx, e, kiosk, r.Hash, fmt.Sprint(r.Version), r.State, r.Reason)
}

// note keeps an event under a name by which events are sorted; what it is about makes
// its id, so that the same thing noted twice is one event.
func (h *Hooks) note(ctx context.Context, e event, about ...string) error {
	sum := sha256.Sum256([]byte(e.Type + "\x00" + strings.Join(about, "\x00")))
	e.ID = "evt_" + hex.EncodeToString(sum[:12])
	err := h.events.Add(ctx, stamp(time.Now())+"-"+e.ID, e)
	if errors.Is(err, hq.ErrExists) {
		err = nil
	}
	h.wake()
	return err
}

// stamp writes a time so that names sort by it.
func stamp(t time.Time) string { return fmt.Sprintf("%013d", t.UnixMilli()) }

// backwards writes a time so that the newest sorts first.
func backwards(t time.Time) string { return fmt.Sprintf("%019d", math.MaxInt64-t.UnixMilli()) }

func (h *Hooks) wake() {
	select {
	case h.poke <- struct{}{}:
	default: // it is awake
	}
}

// askAgain is how long a process goes by what it knew of who wants to be told.
const askAgain = 5 * time.Second

// anybody reports whether anybody wants to be told. Kiosks are not kept waiting for a
// store that does not say: what happened then is noted all the same.
func (h *Hooks) anybody(ctx context.Context) bool {
	now := time.Now().UnixMilli()
	if last := h.asked.Load(); last != 0 && now-last < askAgain.Milliseconds() {
		return h.wanted.Load()
	}
	all, err := h.Endpoints(ctx)
	if err != nil {
		return true
	}
	h.wanted.Store(len(all) > 0)
	h.asked.Store(now)
	return len(all) > 0
}

// body is what is sent.
type body struct {
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"` // when it happened
	Data      any       `json:"data"`
}

// errNotYet says that what an event is about is not in the store.
var errNotYet = errors.New("not yet true")

// body reads what an event says, or returns [errNotYet].
func (h *Hooks) body(ctx context.Context, e event) ([]byte, error) {
	data, err := h.data(ctx, e)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(body{e.Type, e.At.UTC(), data})
	if err != nil {
		return nil, fmt.Errorf("write a webhook: %w", err)
	}
	return text, nil
}

func (h *Hooks) data(ctx context.Context, e event) (any, error) {
	switch {
	case e.Alarm != "":
		return h.alarm(ctx, e)
	case e.Settings != nil:
		return settingsData{e.Kiosk, *e.Settings}, nil
	}
	facts, err := h.Store.Facts(ctx, hq.FactFilter{Kiosk: e.Kiosk, Epoch: e.Epoch, After: e.Seq - 1, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(facts) == 0 || facts[0].Seq != e.Seq || wire.Hash(facts[0].Line) != e.Hash {
		return nil, errNotYet
	}
	return h.Store.Payment(ctx, e.Kiosk, e.Key)
}

type settingsData struct {
	Kiosk string `json:"kiosk"`
	wire.SettingsResult
}

func (h *Hooks) alarm(ctx context.Context, e event) (any, error) {
	k, err := hq.AlarmDrawer(h.Store).Get(ctx, e.Alarm)
	if errors.Is(err, hq.ErrNotFound) || err == nil && k.Value.Opened < e.Opened {
		return nil, errNotYet
	}
	if err == nil && e.Type == AlarmSettled && k.Value.Opened == e.Opened && k.Value.Waits() {
		return nil, errNotYet
	}
	return k.Value, err
}
