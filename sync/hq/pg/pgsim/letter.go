package pgsim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// hookAnswer is how long a merchant may take to answer a webhook; Toss Payments
// states ten seconds, and the others nothing.
const hookAnswer = 10 * time.Second

// Letter is a webhook on its way.
type Letter struct {
	Order  string // which payment it is about
	Header http.Header
	Body   []byte

	// Retries are the waits between attempts; when they are used up the letter is
	// given up. Taken says whether an answer counts as received; nil means any 2xx.
	Retries []time.Duration
	Taken   func(status int, body []byte) bool

	// Stamp is called before each attempt, for headers that tell attempts apart.
	Stamp func(h http.Header, attempt int, at time.Time)

	attempt int
	due     time.Time
}

// Notify says where webhooks go from now on; empty means that none are sent.
func (s *Sim) Notify(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = address
}

// Write queues a letter. Only a [Route] or [Sim.Change] may call it.
func (s *Sim) Write(l *Letter) {
	if s.hook == "" {
		return
	}
	s.mail = append(s.mail, l)
	select {
	case s.news <- struct{}{}:
	default: // whoever delivers knows already
	}
}

// Mail returns the letters that are not delivered, oldest first.
func (s *Sim) Mail() []*Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*Letter(nil), s.mail...)
}

// Take takes all letters out of the mail, for a test that delivers by hand.
func (s *Sim) Take() []*Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.mail
	s.mail = nil
	return all
}

// Run delivers letters, and tries again as the vendor does, until the context ends.
func (s *Sim) Run(ctx context.Context) error {
	for {
		_ = s.deliver(ctx, false) // what failed stays in the mail, and was said
		t := time.NewTimer(s.next())
		select {
		case <-ctx.Done():
			t.Stop()
			return nil
		case <-s.news:
		case <-t.C:
		}
		t.Stop()
	}
}

// Deliver tries every letter once, now. Letters that were not taken stay, and the
// error says why.
func (s *Sim) Deliver(ctx context.Context) error { return s.deliver(ctx, true) }

func (s *Sim) deliver(ctx context.Context, all bool) error {
	var failures []error
	for _, l := range s.Mail() {
		if !all && s.due(l) > 0 {
			continue
		}
		if err := s.post(ctx, l); err != nil {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

// next is how long nobody has to look.
func (s *Sim) next() time.Duration {
	soonest := time.Hour
	for _, l := range s.Mail() {
		soonest = min(soonest, s.due(l))
	}
	return max(soonest, 0)
}

// due is how long a letter still has to wait.
func (s *Sim) due(l *Letter) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Until(l.due)
}

// post tries one letter, and takes it out of the mail when it was received, lost on
// purpose, or tried too often.
func (s *Sim) post(ctx context.Context, l *Letter) error {
	fault := s.fault("hook")
	if fault.skip {
		s.remove(l)
		s.options.Say("the webhook for " + l.Order + " is lost")
		return nil
	}
	err := s.attempt(ctx, l)
	if err == nil && fault.Name == CutAfter.Name {
		err = errors.New("the answer was lost") // so that it comes twice
	}
	if err == nil {
		s.remove(l)
		return nil
	}
	s.later(l)
	return fmt.Errorf("webhook for %s: %w", l.Order, err)
}

// later plans the next attempt, or gives up.
func (s *Sim) later(l *Letter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.attempt > len(l.Retries) {
		s.removeLocked(l)
		return
	}
	l.due = time.Now().Add(l.Retries[l.attempt-1])
}

func (s *Sim) remove(l *Letter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removeLocked(l)
}

func (s *Sim) removeLocked(l *Letter) {
	s.mail = slices.DeleteFunc(s.mail, func(m *Letter) bool { return m == l })
}

func (s *Sim) attempt(ctx context.Context, l *Letter) error {
	ctx, cancel := context.WithTimeout(ctx, hookAnswer)
	defer cancel()
	hook, attempt := s.beginAttempt(l)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, hook, bytes.NewReader(l.Body))
	if err != nil {
		return err
	}
	req.Header = l.Header.Clone()
	if l.Stamp != nil {
		l.Stamp(req.Header, attempt, time.Now())
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return err
	}
	return l.received(resp.StatusCode, body)
}

// beginAttempt counts, from 0.
func (s *Sim) beginAttempt(l *Letter) (hook string, attempt int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.attempt++
	return s.hook, l.attempt - 1
}

func (l *Letter) received(status int, body []byte) error {
	taken := status/100 == 2
	if l.Taken != nil {
		taken = l.Taken(status, body)
	}
	if !taken {
		return fmt.Errorf("answered %d %.100q", status, body)
	}
	return nil
}
