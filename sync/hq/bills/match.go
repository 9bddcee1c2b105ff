package bills

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
)

// How uploads are held against journals.
const (
	matchEvery  = 5 * time.Second
	looseFor    = time.Hour // before a journal that does not have the payment is an alarm
	matchAtOnce = 200
)

// Run holds uploads against what the kiosks' journals say until the context ends. Any
// number of processes may.
func (s *Bills) Run(ctx context.Context) error {
	tick := time.NewTicker(matchEvery)
	defer tick.Stop()
	for {
		if err := s.match(ctx); err != nil && ctx.Err() == nil {
			s.hq.Log.Error("hq: uploads are not held against journals", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (s *Bills) match(ctx context.Context) error {
	for after := ""; ; {
		page, err := s.loose.After(ctx, after, matchAtOnce)
		if err != nil {
			return err
		}
		for _, k := range page {
			after = k.Name
			if err := s.matchOne(ctx, k.Name); err != nil {
				return err
			}
		}
		if len(page) < matchAtOnce {
			return nil
		}
	}
}

// matchOne holds one upload against its payment, if that has come.
func (s *Bills) matchOne(ctx context.Context, name string) error {
	k, err := s.uploads.Get(ctx, name)
	if errors.Is(err, hq.ErrNotFound) {
		return nil // it is being stored
	}
	if err != nil {
		return err
	}
	word, why, err := s.meet(ctx, k.Value)
	if err != nil {
		return err
	}
	if word != "" && word != MatchGood && word != MatchAlone {
		if err := s.alarm(ctx, k.Value, why); err != nil {
			return err
		}
	}
	if word == "" {
		return nil
	}
	if _, err := s.uploads.Change(ctx, name, func(u *Upload) error { u.Match = word; return nil }); err != nil {
		return err
	}
	s.hq.Ring()
	return s.loose.Drop(ctx, name)
}

// meet compares an upload with the payment; no word means that it is too soon to say.
func (s *Bills) meet(ctx context.Context, u Upload) (word, why string, err error) {
	p, err := s.hq.Store.Payment(ctx, u.Kiosk, u.Key)
	if errors.Is(err, hq.ErrNotFound) {
		return s.alone(ctx, u)
	}
	if err != nil {
		return "", "", err
	}
	switch u.Status {
	case "approved":
		if p.Number == "" && time.Since(u.At) < looseFor {
			return "", "", nil // the rest of it is on its way
		}
		if p.Amount != u.Amount || p.Number != u.Number {
			return MatchDiffer, fmt.Sprintf("payment %s was uploaded as %d with approval %q, the kiosk's journal says %d and %q", u.Key, u.Amount, u.Number, p.Amount, p.Number), nil
		}
	case "cancelled":
		if p.Refunded < u.Amount {
			if time.Since(u.At) < looseFor {
				return "", "", nil
			}
			return MatchDiffer, fmt.Sprintf("payment %s was uploaded as given back by %d, in the kiosk's journal it is %d", u.Key, u.Amount, p.Refunded), nil
		}
	}
	return MatchGood, "", nil
}

// alone waits for a journal, where the kiosk keeps one at HQ.
func (s *Bills) alone(ctx context.Context, u Upload) (word, why string, err error) {
	facts, err := s.hq.Store.Facts(ctx, hq.FactFilter{Kiosk: u.Kiosk, Limit: 1})
	switch {
	case err != nil || time.Since(u.At) < looseFor:
		return "", "", err
	case len(facts) == 0:
		return MatchAlone, "", nil
	}
	return MatchLoose, fmt.Sprintf("payment %s was uploaded as %s with %d, and the kiosk's journal knows nothing of it", u.Key, u.Status, u.Amount), nil
}
