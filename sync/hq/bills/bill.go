package bills

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/said"
	"kioskd/sync/wire"
)

// Bill is something to pay at one kiosk. Sums are whole minor units.
type Bill struct {
	Key    string `json:"paymentKey"`
	Kiosk  string `json:"kiosk"`
	Name   string `json:"name"`
	Amount int64  `json:"amount"` // taxes included

	State     string    `json:"state"`
	By        string    `json:"by"`
	Added     time.Time `json:"added"`
	Announced int       `json:"announced"` // how often the kiosk was told to begin
	Ended     time.Time `json:"ended,omitzero"`
}

// States of a bill.
const (
	Open      = "open"
	Paid      = "paid"
	Withdrawn = "withdrawn"
)

// Bounds of bills.
const (
	minKey, maxKey = 6, 64
	maxName        = 200
	maxAmount      = 1_000_000_000_000
	mostOpen       = 500 // of one kiosk, as many as a client takes
)

func bad(format string, args ...any) error {
	return people.Bad(format, args...)
}

// check says what is wrong with a bill.
func (b Bill) check() error {
	if err := wire.CheckName(b.Kiosk); err != nil {
		return bad("a kiosk's id has 1 to %d characters of A-Z a-z 0-9 . _ -", wire.MaxName)
	}
	if err := checkKey(b.Key); err != nil {
		return err
	}
	switch n := utf8.RuneCountInString(b.Name); {
	case n == 0 || n > maxName || strings.ContainsFunc(b.Name, unicode.IsControl) || !utf8.ValidString(b.Name):
		return bad("the name has %d letters, want 1 to %d, on one line", n, maxName)
	case b.Amount <= 0 || b.Amount > maxAmount:
		return bad("amount: %d is nothing that can be charged", b.Amount)
	}
	return nil
}

func checkKey(key string) error {
	good := func(c rune) bool {
		return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-'
	}
	if len(key) < minKey || len(key) > maxKey || strings.ContainsFunc(key, func(c rune) bool { return !good(c) }) {
		return bad("a payment key has %d to %d characters of A-Z a-z 0-9 _ -", minKey, maxKey)
	}
	return nil
}

// Add makes a bill. The same bill again is no error; another under its key is
// [hq.ErrExists], for ever.
func (s *Bills) Add(ctx context.Context, b Bill) error {
	b.State, b.Added, b.Announced = Open, time.Now().UTC().Truncate(time.Second), 0
	if err := b.check(); err != nil {
		return err
	}
	open, err := s.open.After(ctx, b.Kiosk+"/", mostOpen)
	if err != nil {
		return err
	}
	if n := len(ofKiosk(open, b.Kiosk)); n >= mostOpen {
		return bad("%s has %d open bills already; withdraw some", b.Kiosk, n)
	}
	err = s.all.Add(ctx, b.Key, b)
	if errors.Is(err, hq.ErrExists) {
		return s.same(ctx, b)
	}
	if err != nil {
		return err
	}
	return s.list(ctx, b)
}

// same takes a bill that is asked for again, and refuses another of its key.
func (s *Bills) same(ctx context.Context, b Bill) error {
	k, err := s.all.Get(ctx, b.Key)
	if err != nil {
		return err
	}
	if was := k.Value; was.Kiosk != b.Kiosk || was.Name != b.Name || was.Amount != b.Amount {
		return said.No(hq.ErrExists, "there is another bill with the key %s; a key is one order for ever, so take another", b.Key)
	}
	if k.Value.State != Open {
		return nil
	}
	return s.list(ctx, k.Value) // whoever made it may have died here
}

// list puts a bill on its kiosk's list.
func (s *Bills) list(ctx context.Context, b Bill) error {
	err := s.open.Add(ctx, b.Kiosk+"/"+b.Key, b)
	if errors.Is(err, hq.ErrExists) {
		err = nil
	}
	s.ring()
	return err
}

// Bill returns one bill, or [hq.ErrNotFound].
func (s *Bills) Bill(ctx context.Context, key string) (Bill, error) {
	k, err := s.all.Get(ctx, key)
	return k.Value, err
}

// Open returns a kiosk's open bills, by key; of all kiosks if there is none.
func (s *Bills) Open(ctx context.Context, kiosk string) ([]Bill, error) {
	if kiosk == "" {
		all, err := s.open.All(ctx)
		return values(all), err
	}
	page, err := s.open.After(ctx, kiosk+"/", mostOpen)
	return values(ofKiosk(page, kiosk)), err
}

func values(all []hq.Kept[Bill]) []Bill {
	list := make([]Bill, len(all))
	for i, k := range all {
		list[i] = k.Value
	}
	return list
}

func ofKiosk(page []hq.Kept[Bill], kiosk string) []hq.Kept[Bill] {
	for i, k := range page {
		if !strings.HasPrefix(k.Name, kiosk+"/") {
			return page[:i]
		}
	}
	return page
}

// Announce has the kiosk begin a bill's payment, if it listens; one that connects
// later hears of it then.
func (s *Bills) Announce(ctx context.Context, key string) error {
	b, err := s.all.Change(ctx, key, func(b *Bill) error {
		if b.Key == "" {
			return fmt.Errorf("bill %s: %w", key, hq.ErrNotFound)
		}
		if b.State != Open {
			return bad("this bill is %s", b.State)
		}
		b.Announced++
		return nil
	})
	if err != nil {
		return err
	}
	_, err = s.open.Change(ctx, b.Kiosk+"/"+b.Key, func(o *Bill) error { *o = b; return nil })
	s.ring()
	return err
}

// Withdraw takes a bill from the list. A payment that has begun goes on.
func (s *Bills) Withdraw(ctx context.Context, key string) error {
	return s.end(ctx, key, Withdrawn)
}

// end closes a bill. What is paid stays so.
func (s *Bills) end(ctx context.Context, key, state string) error {
	b, err := s.all.Change(ctx, key, func(b *Bill) error {
		switch {
		case b.Key == "":
			return fmt.Errorf("bill %s: %w", key, hq.ErrNotFound)
		case b.State == Paid || b.State == state:
			return nil
		}
		b.State, b.Ended = state, time.Now().UTC().Truncate(time.Second)
		return nil
	})
	if err != nil {
		return err
	}
	err = s.open.Drop(ctx, b.Kiosk+"/"+b.Key)
	s.ring()
	return err
}
