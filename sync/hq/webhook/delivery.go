package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"kioskd/sync/hq"
)

// Delivery is one event on its way to one endpoint.
type Delivery struct {
	Event    string          `json:"event"` // its webhook-id
	Type     string          `json:"type"`
	Body     json.RawMessage `json:"body"` // as it is sent; cards are masked since the pad gave them
	State    string          `json:"state"`
	Added    time.Time       `json:"added"`
	Attempts []Attempt       `json:"attempts"` // the newest ones, the oldest first
	Tries    int             `json:"tries"`
	Next     time.Time       `json:"next,omitzero"` // try, while it waits
}

// Attempt is one try.
type Attempt struct {
	At     time.Time `json:"at"`
	Status int       `json:"status,omitempty"` // that was answered
	Error  string    `json:"error,omitempty"`  // why there was no answer
	Ms     int64     `json:"ms"`
}

// States of a delivery.
const (
	Waiting = "waiting"
	Heard   = "heard"
	GivenUp = "given-up"
)

// How deliveries are tried and kept.
const (
	keepAttempts = 5
	keepFor      = 30 * 24 * time.Hour
	giveUpAfter  = 3 * 24 * time.Hour
	firstDelay   = 5 * time.Second
	longestDelay = 6 * time.Hour
)

// nameOf sorts deliveries by endpoint, the newest event first.
func nameOf(endpoint string, e event) string { return endpoint + "/" + backwards(e.At) + "-" + e.ID }

// queue puts an event on its way to an endpoint, once.
func (h *Hooks) queue(ctx context.Context, endpoint string, e event, text []byte) error {
	now := time.Now().UTC().Truncate(time.Millisecond)
	name := nameOf(endpoint, e)
	if err := h.dueAt(ctx, now, name); err != nil {
		return err
	}
	err := h.deliveries.Add(ctx, name, Delivery{Event: e.ID, Type: e.Type, Body: text, State: Waiting, Added: now, Next: now})
	if errors.Is(err, hq.ErrExists) {
		return nil // it was noted twice
	}
	return err
}

// dueAt makes a delivery due. It is written before the delivery itself, which says
// whether this is the time that counts.
func (h *Hooks) dueAt(ctx context.Context, at time.Time, name string) error {
	endpoint, rest, _ := strings.Cut(name, "/")
	err := h.due.Add(ctx, endpoint+"|"+stamp(at)+"|"+rest, struct{}{})
	if errors.Is(err, hq.ErrExists) {
		return nil
	}
	return err
}

// dueOf reads what [Hooks.dueAt] wrote.
func dueOf(due string) (ms, name string) {
	endpoint, rest, _ := strings.Cut(due, "|")
	ms, rest, _ = strings.Cut(rest, "|")
	return ms, endpoint + "/" + rest
}

// Deliveries returns what an endpoint was told and is to be told, the newest first.
func (h *Hooks) Deliveries(ctx context.Context, endpoint string, limit int) ([]Delivery, error) {
	page, err := h.deliveries.After(ctx, endpoint+"/", limit)
	var all []Delivery
	for _, k := range page {
		if strings.HasPrefix(k.Name, endpoint+"/") {
			all = append(all, k.Value)
		}
	}
	return all, err
}

// Again sends an event once more, whatever became of it.
func (h *Hooks) Again(ctx context.Context, endpoint, id string) error {
	name, err := h.find(ctx, endpoint, id)
	if err != nil {
		return err
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	if err := h.dueAt(ctx, now, name); err != nil {
		return err
	}
	_, err = h.deliveries.Change(ctx, name, func(d *Delivery) error {
		d.State, d.Added, d.Next, d.Tries = Waiting, now, now, 0
		return nil
	})
	h.wake()
	return err
}

// find looks a delivery up by the id of its event.
func (h *Hooks) find(ctx context.Context, endpoint, id string) (string, error) {
	for after := endpoint + "/"; ; {
		page, err := h.deliveries.After(ctx, after, pageSize)
		if err != nil {
			return "", err
		}
		for _, k := range page {
			if !strings.HasPrefix(k.Name, endpoint+"/") {
				break
			}
			if k.Value.Event == id {
				return k.Name, nil
			}
		}
		if len(page) < pageSize || !strings.HasPrefix(page[pageSize-1].Name, endpoint+"/") {
			return "", fmt.Errorf("webhook %s has no event %s: %w", endpoint, id, hq.ErrNotFound)
		}
		after = page[pageSize-1].Name
	}
}

// pageSize is how many records are read at once.
const pageSize = 200

// Test puts an event on its way that says nothing but that somebody tried.
func (h *Hooks) Test(ctx context.Context, endpoint, by string) (event string, err error) {
	if _, err := h.Endpoint(ctx, endpoint); err != nil {
		return "", err
	}
	return h.test(ctx, endpoint, by)
}

func (h *Hooks) test(ctx context.Context, endpoint, by string) (string, error) {
	id, err := h.newID()
	if err != nil {
		return "", err
	}
	e := event{ID: "evt_" + id, Type: Test, At: time.Now().UTC()}
	text, err := json.Marshal(body{Test, e.At, map[string]string{"by": by}})
	if err != nil {
		return "", fmt.Errorf("write a webhook: %w", err)
	}
	err = h.queue(ctx, endpoint, e, text)
	h.wake()
	return e.ID, err
}
