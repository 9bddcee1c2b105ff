package points

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
)

// card is what is kept of one card.
type card struct {
	Currency pay.Currency    `json:"currency"`
	Balance  pay.Amount      `json:"balance"`
	Moves    map[string]move `json:"moves,omitempty"` // by attempt, by refund, or by the reason for points given
}

// move is one movement: what was taken is positive, what was given is negative.
type move struct {
	Amount pay.Amount `json:"amount"`
	At     time.Time  `json:"at"`
	Of     string     `json:"of,omitempty"` // of a refund: the attempt
}

// Causes of a refusal.
var (
	errNoCard  = errors.New("there is no such card")
	errTooFew  = errors.New("there are not enough points on the card")
	errNotSame = errors.New("this name stands for another amount")
)

// back returns what was given back of an attempt.
func (c card) back(attempt string) (sum pay.Amount) {
	for _, m := range c.Moves {
		if m.Of == attempt {
			sum -= m.Amount
		}
	}
	return sum
}

// do makes a movement once.
func (c *card) do(name string, m move) error {
	if before, done := c.Moves[name]; done {
		if before.Amount != m.Amount {
			return errNotSame
		}
		return nil
	}
	if c.Balance < m.Amount {
		return errTooFew
	}
	if c.Moves == nil {
		c.Moves = map[string]move{}
	}
	c.Balance -= m.Amount
	c.Moves[name] = m
	return c.Balance.Check()
}

// Cards keeps the cards of a shop.
type Cards struct{ Box pg.Box }

func (c Cards) read(ctx context.Context, code string) (card, uint64, error) {
	var k card
	body, version, err := c.Box.Get(ctx, code)
	switch {
	case err != nil:
		return k, 0, fmt.Errorf("look up a card of points: %w", err)
	case version == 0:
		return k, 0, errNoCard
	}
	if err := json.Unmarshal(body, &k); err != nil {
		return k, 0, fmt.Errorf("stored card of points: %w", err)
	}
	return k, version, nil
}

// change changes a card against others who do.
func (c Cards) change(ctx context.Context, code string, change func(*card) error) (card, error) {
	for {
		k, version, err := c.read(ctx, code)
		if err != nil {
			return k, err
		}
		if err := change(&k); err != nil {
			return k, err
		}
		if err = c.write(ctx, code, k, version); !errors.Is(err, pg.ErrStale) || ctx.Err() != nil {
			return k, err
		}
	}
}

func (c Cards) write(ctx context.Context, code string, k card, version uint64) error {
	body, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("encode a card of points: %w", err)
	}
	return c.Box.Put(ctx, code, body, version)
}

// New makes a card with points on it and returns its code.
func (c Cards) New(ctx context.Context, r io.Reader, currency pay.Currency, amount pay.Amount) (string, error) {
	if err := errors.Join(currency.Check(), amount.Check()); err != nil {
		return "", err
	}
	var b [10]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	code := base32.StdEncoding.EncodeToString(b[:])
	return code, c.write(ctx, code, card{Currency: currency, Balance: amount}, 0)
}

// Balance returns what is left on a card.
func (c Cards) Balance(ctx context.Context, code string) (pay.Amount, pay.Currency, error) {
	k, _, err := c.read(ctx, plain(code))
	return k.Balance, k.Currency, err
}

// plain is a code as it is kept, however it was typed.
func plain(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}
