package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/demoapp"
	"kioskd/cmd/internal/kioskapp"
)

// result is the line that --once prints. Times are in milliseconds.
type result struct {
	Approved  bool       `json:"approved"`
	Uploaded  bool       `json:"uploaded"` // HQ has acknowledged it as approved
	Amount    pay.Amount `json:"amount"`
	Currency  string     `json:"currency"`
	Key       pay.Key    `json:"payment_key"`
	Number    string     `json:"approval_number"`
	PadMS     float64    `json:"pad_ms"`     // from the charge's leaving to the pad's offer; 0 without one
	JournalMS float64    `json:"journal_ms"` // writing this payment's facts, all together
	UploadMS  float64    `json:"upload_ms"`  // from approved on disk to acknowledged by HQ; 0 if not approved
}

// oncePatience bounds the whole of --once.
const oncePatience = 2 * time.Minute

func once(ctx context.Context, o demoapp.Options, out io.Writer) error {
	d, err := demoapp.Open(o)
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, oncePatience)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	r, err := onePayment(ctx, d)
	stop()
	if err := errors.Join(err, <-ended); err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(r); err != nil {
		return err
	}
	if !r.Approved || !r.Uploaded {
		return fmt.Errorf("payment %s is not approved and uploaded", r.Key)
	}
	return nil
}

// onePayment does what a customer's finger does, through the local API.
func onePayment(ctx context.Context, d *demoapp.Demo) (r result, err error) {
	c, err := call(ctx, d.Kiosk)
	if err != nil {
		return r, err
	}
	if _, err := c.see(ctx, func(v agent.View) bool { return v.Pad.Up && v.State == agent.Idle }); err != nil {
		return r, fmt.Errorf("wait for the pad: %w", err)
	}
	var catalogue agent.Catalogue
	if err := c.call(ctx, http.MethodGet, "catalogue", nil, &catalogue); err != nil {
		return r, err
	}
	var order pay.Order
	picks := map[string]any{"picks": []agent.Pick{{Item: catalogue.Items[0].ID, Quantity: 2}}, "language": "ko"}
	if err := c.call(ctx, http.MethodPost, "orders", picks, &order); err != nil {
		return r, err
	}
	var begun pay.Payment
	if err := c.call(ctx, http.MethodPost, "payments", map[string]any{"key": order.Key, "amount": order.Total}, &begun); err != nil {
		return r, err
	}
	v, err := c.see(ctx, func(v agent.View) bool { return v.State == agent.Approved || ended(v) })
	if err != nil {
		return r, fmt.Errorf("wait for the payment's end: %w", err)
	}
	r = result{Approved: v.State == agent.Approved, Amount: order.Total, Currency: string(order.Currency), Key: order.Key}
	if v.Payment != nil && v.Payment.Receipt != nil {
		r.Number = v.Payment.Receipt.Number
	}
	return r, measure(ctx, d, &r)
}

func ended(v agent.View) bool {
	switch v.State {
	case agent.Declined, agent.NotCharged, agent.Voided, agent.Unresolved, agent.Failed:
		return true
	}
	return false
}

// caller speaks to the local API as the page does.
type caller struct {
	base string
	http *http.Client // has the session of a screen
}

// call opens the screen as a browser would.
func call(ctx context.Context, kiosk *kioskapp.App) (caller, error) {
	screen, err := kiosk.ScreenURL(ctx)
	if err != nil {
		return caller{}, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return caller{}, err
	}
	c := caller{base: kiosk.URL(), http: &http.Client{Jar: jar}}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, screen, nil)
	if err != nil {
		return c, err
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return c, fmt.Errorf("open the screen: %w", err)
	}
	return c, answer.Body.Close()
}

func (c caller) call(ctx context.Context, method, path string, body, result any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+"api/v1/"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= http.StatusBadRequest {
		problem, err := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
		return errors.Join(fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, problem), err)
	}
	return json.NewDecoder(answer.Body).Decode(result)
}

// see polls the view until it is as wished for.
func (c caller) see(ctx context.Context, wish func(agent.View) bool) (agent.View, error) {
	for tick := time.NewTicker(2 * time.Millisecond); ; {
		var v agent.View
		if err := c.call(ctx, http.MethodGet, "view", nil, &v); err != nil {
			return v, err
		}
		if wish(v) {
			return v, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return v, fmt.Errorf("the screen stays %q (pad: %s): %w", v.State, v.Pad.Reason, ctx.Err())
		}
	}
}
