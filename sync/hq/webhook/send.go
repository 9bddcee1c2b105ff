package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kioskd/sync/hq"
)

// sendLane sends what is due to one endpoint. After a failure the rest waits for a
// later round, so that one dead server costs the others no time.
func (s *sender) sendLane(ctx context.Context, to kept) error {
	page, err := s.due.After(ctx, to.ID+"|", pageSize)
	if err != nil {
		return err
	}
	began := time.Now()
	for _, k := range page {
		ms, name := dueOf(k.Name)
		if !strings.HasPrefix(k.Name, to.ID+"|") || ms > stamp(time.Now()) || time.Since(began) > laneWithin {
			return nil
		}
		heard, err := s.sendOne(ctx, to, k.Name, ms, name)
		if err != nil || !heard {
			s.rest(to.ID)
			return err
		}
	}
	if len(page) == pageSize {
		s.wake()
	}
	return nil
}

// sendOne makes one try, and says whether the endpoint may be told the next thing.
func (s *sender) sendOne(ctx context.Context, to kept, due, ms, name string) (heard bool, err error) {
	k, err := s.deliveries.Get(ctx, name)
	switch {
	case errors.Is(err, hq.ErrNotFound), err == nil && (k.Value.State != Waiting || stamp(k.Value.Next) != ms):
		return true, s.overtaken(ctx, due, ms)
	case err != nil:
		return false, err
	}
	tried := s.try(ctx, to, k.Value)
	if ctx.Err() != nil {
		return false, nil // HQ is stopping; the other server is not to blame
	}
	defer s.ring()
	d := s.after(k.Value, tried)
	if d.State == Waiting {
		if err := s.dueAt(ctx, d.Next, name); err != nil {
			return false, err
		}
	}
	k.Value = d
	if err := s.deliveries.Put(ctx, k); err != nil && !errors.Is(err, hq.ErrChanged) {
		return false, err
	}
	if d.State == GivenUp {
		err = s.raise(ctx, hq.Trouble{Reason: hq.AlarmWebhook, About: to.ID, Detail: fmt.Sprintf("%s did not take %s (%s) for %v: %s", host(to.URL), d.Event, d.Type, s.GiveUpAfter, tried.why())})
	}
	return d.State == Heard, errors.Join(err, s.due.Drop(ctx, due))
}

// overtaken drops what says that a delivery is due at a time that does not count. A
// young one is left alone: whoever makes something due writes this first and then the
// delivery, and may be in between.
func (s *sender) overtaken(ctx context.Context, due, ms string) error {
	if ms > stamp(time.Now().Add(-writtenWithin)) {
		return nil
	}
	return s.due.Drop(ctx, due)
}

// after returns a delivery after one more try.
func (s *sender) after(d Delivery, tried Attempt) Delivery {
	d.Tries++
	d.Attempts = append(d.Attempts, tried)
	d.Attempts = d.Attempts[max(0, len(d.Attempts)-keepAttempts):]
	d.Next = time.Time{}
	switch {
	case tried.Error == "" && tried.Status/100 == 2:
		d.State = Heard
	case tried.At.Sub(d.Added) > s.GiveUpAfter:
		d.State = GivenUp
	default:
		d.Next = tried.At.Add(delay(s.Rand, d.Tries-1)).Truncate(time.Millisecond)
	}
	return d
}

// try sends a delivery.
func (s *sender) try(ctx context.Context, to kept, d Delivery) Attempt {
	began := time.Now()
	a := Attempt{At: began.UTC().Truncate(time.Millisecond)}
	status, err := s.post(ctx, to, d)
	a.Status, a.Ms = status, time.Since(began).Milliseconds()
	if err != nil {
		a.Error = err.Error()
		s.Log.Info("hq: a webhook was not heard", "webhook", to.ID, "event", d.Event, "err", err)
	}
	return a
}

func (s *sender) post(ctx context.Context, to kept, d Delivery) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, bytes.NewReader(d.Body))
	if err != nil {
		return 0, fmt.Errorf("write a request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "kioskhq-webhook/1")
	now := time.Now()
	secrets, err := s.counting(to, now)
	if err != nil {
		return 0, err
	}
	if err := sign(r.Header, secrets, d.Event, now, d.Body); err != nil {
		return 0, err
	}
	resp, err := s.Client.Do(r)
	if err != nil {
		return 0, withoutAddress(err)
	}
	return resp.StatusCode, resp.Body.Close()
}

// withoutAddress keeps the endpoint's address, which may hold a secret, out of logs.
func withoutAddress(err error) error {
	var with *url.Error
	if errors.As(err, &with) {
		return with.Err
	}
	return err
}

// why says in words what came of a try.
func (a Attempt) why() string {
	if a.Error != "" {
		return a.Error
	}
	return fmt.Sprintf("it answered %d", a.Status)
}

// host names a server without the rest of its address, which may be a secret.
func host(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	name, _, _ := strings.Cut(rest, "/")
	return name
}
