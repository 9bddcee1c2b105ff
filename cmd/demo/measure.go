package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"kioskd/cmd/internal/demoapp"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/sync/wire"
)

// measure fills in the times of a payment, and waits until HQ has acknowledged
// and shows it.
func measure(ctx context.Context, d *demoapp.Demo, r *result) error {
	times, last, err := factTimes(ctx, d, string(r.Key))
	if err != nil {
		return err
	}
	if err := acknowledged(ctx, d, last); err != nil {
		return err
	}
	r.UploadMS = span(times[wire.KindApproved], time.Now())
	r.PadMS = span(times[wire.KindStarted], times[wire.KindOffered])
	r.JournalMS = ms(d.Kiosk.JournalTime(r.Key))
	r.Uploaded, err = shownAtHQ(ctx, d, string(r.Key))
	return err
}

// span is the time between two facts, 0 where one of them did not happen.
func span(from, to time.Time) float64 {
	if from.IsZero() || to.IsZero() {
		return 0
	}
	return ms(to.Sub(from))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// factTimes returns when each fact of a payment happened, and the number of the
// last one.
func factTimes(ctx context.Context, d *demoapp.Demo, key string) (map[string]time.Time, uint64, error) {
	list, err := d.Kiosk.QueueList(ctx, 1, kioskapp.MaxEntries)
	times, last := map[string]time.Time{}, uint64(0)
	for _, f := range list {
		if f.Key == key {
			times[f.Kind], last = f.At, f.Seq
		}
	}
	return times, last, err
}

func acknowledged(ctx context.Context, d *demoapp.Demo, last uint64) error {
	for tick := time.NewTicker(time.Millisecond); d.Kiosk.AtHQ() < last; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("HQ has acknowledged %d of %d facts: %w", d.Kiosk.AtHQ(), last, ctx.Err())
		}
	}
	return nil
}

// shownAtHQ asks HQ, as a machine would, whether it has the payment as approved.
func shownAtHQ(ctx context.Context, d *demoapp.Demo, key string) (bool, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+d.HQ.Addr()+"/api/v1/payments?key="+key, nil)
	if err != nil {
		return false, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false, err
	}
	defer func() { _ = answer.Body.Close() }()
	var found struct {
		Payments []struct {
			Status string `json:"status"`
		} `json:"payments"`
	}
	err = json.NewDecoder(answer.Body).Decode(&found)
	return len(found.Payments) == 1 && found.Payments[0].Status == wire.KindApproved, err
}
