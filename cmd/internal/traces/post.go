package traces

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
)

// errLater is the cause of a failure after which the same spans may be sent again.
var errLater = errors.New("the collector cannot take it now")

// send sends all that waits, request by request. What a collector cannot take now goes
// on waiting.
func (s *Sender) send(ctx context.Context) {
	for len(s.waiting) > 0 {
		n := min(len(s.waiting), maxSent)
		err := s.post(ctx, s.waiting[:n])
		if ctx.Err() == nil {
			s.tell(err)
		}
		switch {
		case errors.Is(err, errLater):
			return
		case err != nil:
			s.drop(n, dropped)
		default:
			s.drop(n, sent)
		}
	}
}

// tell writes to the log when the collector is lost, and when it is back.
func (s *Sender) tell(err error) {
	switch failing := err != nil; {
	case failing && !s.failing:
		s.o.Log.Warn("traces do not reach their collector; payments go on without", "err", err, "next", "see that the collector runs and takes OTLP over HTTP at the address that is set")
	case !failing && s.failing:
		s.o.Log.Info("traces reach their collector again")
	}
	s.failing = err != nil
}

// mayPass are the answers after which OTLP has the sender try again.
var mayPass = []int{http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// post sends one request.
func (s *Sender) post(ctx context.Context, spans []Span) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	body, err := encode(s.o.Service, s.o.Version, spans)
	if err != nil {
		return fmt.Errorf("write spans: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.o.Endpoint, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("send spans: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := s.client.Do(r)
	if err != nil {
		return fmt.Errorf("%w: %w", errLater, err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection is kept; its words are not needed
	_ = answer.Body.Close()
	switch {
	case answer.StatusCode/100 == 2:
		return nil
	case slices.Contains(mayPass, answer.StatusCode):
		return fmt.Errorf("%w: it said %s", errLater, answer.Status)
	}
	return fmt.Errorf("the collector refused spans: %s", answer.Status)
}
