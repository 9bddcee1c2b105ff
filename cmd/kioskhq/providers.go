package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/hqapp"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/pg/points"
)

type providersCmd struct {
	Check   providersCheck `cmd:"" help:"Read the file as serve would, with its secrets, and say which ways to pay it gives. Calls nobody."`
	Points  newPoints      `cmd:"" help:"Make a card of store points; prints its code."`
	Balance balance        `cmd:"" help:"Print what is left on a card of store points."`
}

// providers reads the file of providers, if there is one.
func (s *serve) providers() (*config.File, error) {
	if s.Providers == "" {
		if s.PublicURL != "" {
			return nil, errors.New("--public-url is for payments by phone: name the file with --providers, too")
		}
		return nil, nil
	}
	return readProviders(s.Providers, s.PublicURL)
}

// readProviders reads the file; an address beside it wins.
func readProviders(path, address string) (*config.File, error) {
	f, err := hqapp.ReadProviders(path, address)
	if err != nil {
		return nil, err
	}
	return f, nil
}

type providersCheck struct {
	File      string `arg:"" help:"The file of providers."`
	PublicURL string `name:"public-url" help:"As for serve." placeholder:"URL"`
}

// Run implements the command.
func (c *providersCheck) Run(w *world) error {
	f, err := readProviders(c.File, c.PublicURL)
	if err != nil {
		return err
	}
	opened, err := hqapp.CheckProviders(f)
	if err != nil {
		return err
	}
	money := "real money"
	if f.Test {
		money = "test money"
	}
	text := fmt.Sprintf("%s, phones come to %s, late money: %s\n", money, f.PublicURL, f.Late)
	for _, o := range opened {
		text += fmt.Sprintf("%s: good; its webhooks go to %s/hooks/%s\n", o.ID, f.PublicURL, o.ID)
	}
	_, err = fmt.Fprint(w.stdout, text)
	return err
}

// cardStore is where cards of points are.
type cardStore struct {
	Store string `default:"sqlite:kioskhq-data/hq.db" env:"KIOSKHQ_STORE" help:"Where HQ keeps its facts, as for serve."`
}

// with works on the cards of a store.
func (c cardStore) with(ctx context.Context, do func(points.Cards) error) error {
	store, err := hqapp.OpenStore(ctx, c.Store, slog.Default())
	if err != nil {
		return err
	}
	return errors.Join(do(points.Cards{Box: hqapp.ProviderBox(store, points.ID)}), store.Close())
}

type newPoints struct {
	cardStore
	Amount   int64  `arg:"" help:"Points on the card, in the currency's minor units."`
	Currency string `default:"KRW" help:"Of the orders that it pays."`
}

// Run implements the command.
func (c *newPoints) Run(w *world) error {
	return c.with(w.ctx, func(cards points.Cards) error {
		code, err := cards.New(w.ctx, rand.Reader, pay.Currency(strings.ToUpper(c.Currency)), pay.Amount(c.Amount))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(w.stdout, code)
		return err
	})
}

type balance struct {
	cardStore
	Code string `arg:"" help:"The card's code."`
}

// Run implements the command.
func (c *balance) Run(w *world) error {
	return c.with(w.ctx, func(cards points.Cards) error {
		left, currency, err := cards.Balance(w.ctx, c.Code)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(w.stdout, currency.Format(left))
		return err
	})
}
