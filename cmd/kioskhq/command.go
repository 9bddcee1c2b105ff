package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"kioskd/cmd/internal/keyfile"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

type commandCmd struct {
	office
	Kiosk  string        `arg:"" help:"Id of the kiosk."`
	Name   string        `arg:"" help:"What it shall do, as in check-pad, send-now, reload-screen, lock, unlock, restart, rotate-key, request-payment or void-payment."`
	Args   string        `help:"Arguments in JSON, as in '{\"key\":\"…\"}'." placeholder:"JSON"`
	Key    string        `help:"File with an operator's private key, for commands that move money." placeholder:"FILE"`
	Within time.Duration `default:"5m" help:"How long the kiosk may take to begin it."`
	Wait   time.Duration `default:"30s" help:"How long to wait for the result; 0s for not at all."`
}

// Run gives a kiosk a command and waits for what becomes of it.
func (c commandCmd) Run(w *world) error {
	order, err := c.command(rand.Reader, time.Now())
	if err != nil {
		return err
	}
	err = c.call(w, http.MethodPost, c.path(), order, &order)
	if second := waits(""); errors.As(err, &second) {
		return c.print(w, order, fmt.Sprintf("command %s waits: %v\n", order.ID, second))
	}
	if err != nil {
		return err
	}
	if c.Wait <= 0 {
		return c.print(w, order, fmt.Sprintf("command %s is given\n", order.ID))
	}
	note, err := c.follow(w, order.ID)
	if err != nil {
		return err
	}
	if err := c.print(w, note, toldOf(note)); err != nil {
		return err
	}
	if note.State != wire.CommandDone {
		return fmt.Errorf("%s: not done", c.Name)
	}
	return nil
}

func (c commandCmd) path() string { return "/api/v1/kiosks/" + url.PathEscape(c.Kiosk) + "/commands" }

// command writes the command, and signs it if there is a key.
func (c commandCmd) command(r io.Reader, now time.Time) (wire.Command, error) {
	id := make([]byte, 8)
	if _, err := io.ReadFull(r, id); err != nil {
		return wire.Command{}, fmt.Errorf("draw an id: %w", err)
	}
	order := wire.Command{ID: hex.EncodeToString(id), Name: c.Name, Expires: now.Add(c.Within).UTC().Truncate(time.Second)}
	if c.Args != "" {
		// What is signed is what travels, so it is signed as encoding/json writes it.
		args, err := json.Marshal(json.RawMessage(c.Args))
		if err != nil {
			return order, fmt.Errorf("--args is not JSON: %w", err)
		}
		order.Args = args
	}
	if c.Key == "" {
		return order, nil
	}
	key, err := keyfile.Private(c.Key)
	if err != nil {
		return order, err
	}
	order.Key = wire.KeyName(key.Public().(ed25519.PublicKey))
	order.Signature = wire.Sign(key, wire.PurposeCommand, order.SignedBytes(c.Kiosk))
	return order, nil
}

// glance is how long to wait between looks at a command.
const glance = 200 * time.Millisecond

// follow waits until a command has come to an end.
func (c commandCmd) follow(w *world, id string) (hq.CommandNote, error) {
	ctx, cancel := context.WithTimeout(w.ctx, c.Wait)
	defer cancel()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		note, err := c.look(w, id)
		if err != nil || ended(note.State) {
			return note, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return note, fmt.Errorf("no result within %s; the kiosk gets the command when it is connected, until %s: kioskhq commands %s",
				c.Wait, note.Expires.Local().Format(time.TimeOnly), c.Kiosk)
		}
	}
}

func (c commandCmd) look(w *world, id string) (hq.CommandNote, error) {
	var all struct {
		Commands []hq.CommandNote `json:"commands"`
	}
	if err := c.call(w, http.MethodGet, c.path(), nil, &all); err != nil {
		return hq.CommandNote{}, err
	}
	i := slices.IndexFunc(all.Commands, func(n hq.CommandNote) bool { return n.ID == id })
	if i < 0 {
		return hq.CommandNote{}, fmt.Errorf("HQ has forgotten command %s", id)
	}
	return all.Commands[i], nil
}

func ended(state string) bool { return state != "" && state != wire.CommandRunning }

func toldOf(n hq.CommandNote) string {
	s := fmt.Sprintf("%s %s: %s", n.ID, n.Name, orElse(n.State, "waits for the kiosk"))
	if n.Reason != "" {
		s += ": " + n.Reason
	}
	if len(n.Output) > 0 {
		s += "\n" + string(n.Output)
	}
	return s + "\n"
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

type commandsCmd struct {
	office
	Kiosk string `arg:"" help:"Id of a kiosk."`
}

// Run lists the newest commands for a kiosk.
func (c commandsCmd) Run(w *world) error {
	var all struct {
		Commands []hq.CommandNote `json:"commands"`
	}
	if err := c.call(w, http.MethodGet, commandCmd{Kiosk: c.Kiosk}.path(), nil, &all); err != nil {
		return err
	}
	text := ""
	for _, n := range all.Commands {
		text += toldOf(n)
	}
	return c.print(w, all, orElse(text, c.Kiosk+" was told nothing\n"))
}
