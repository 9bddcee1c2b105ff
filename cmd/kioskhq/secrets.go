package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"kioskd/cmd/internal/hqapp"
	"kioskd/sync/hq/webhook"
)

type secretsCmd struct {
	Rotate secretsRotate `cmd:"" help:"Add a generation to the key; then restart each kioskhq with this file, and run: kioskhq secrets seal."`
	Seal   secretsSeal   `cmd:"" help:"Seal all secrets in the store anew, with the newest generation of the key."`
	Forget secretsForget `cmd:"" help:"Drop the secrets that the key does not open: for a key that is lost for ever."`
}

// sealed names a store, and the key that seals secrets in it.
type sealed struct {
	Store      string `default:"sqlite:kioskhq-data/hq.db" env:"KIOSKHQ_STORE" help:"The store of the HQ."`
	SecretsKey string `help:"File with the key; beside the store if left out." placeholder:"FILE"`
}

// with opens the store for one piece of work.
func (s sealed) with(w *world, forgetting bool, do func(h *webhook.Hooks) error) (err error) {
	h, shut, err := hqapp.OpenSecrets(w.ctx, s.Store, s.SecretsKey, forgetting, rand.Reader)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shut()) }()
	return do(h)
}

type secretsRotate struct{ sealed }

// Run adds a generation to the key.
func (c secretsRotate) Run(w *world) error {
	file := hqapp.SecretsKeyFile(c.Store, c.SecretsKey)
	n, err := hqapp.RotateSecretsKey(file, rand.Reader)
	return say(w, err, "%s has generation %d now; give it to all HQ processes, restart them, then run: kioskhq secrets seal\n", file, n)
}

type secretsSeal struct{ sealed }

// Run seals all secrets anew.
func (c secretsSeal) Run(w *world) error {
	return c.with(w, false, func(h *webhook.Hooks) error {
		n, err := h.SealAll(w.ctx, true)
		return say(w, err, "the secrets of %d webhooks are sealed with the newest generation of the key\n", n)
	})
}

type secretsForget struct {
	sealed
	Yes bool `required:"" help:"Yes: the key is lost, and these webhooks get secrets anew."`
}

// Run drops the secrets that do not open.
func (c secretsForget) Run(w *world) error {
	return c.with(w, true, func(h *webhook.Hooks) error {
		lost, err := h.Forget(w.ctx)
		var b strings.Builder
		for _, e := range lost {
			fmt.Fprintf(&b, "%s is switched off: make another secret for it on the page Webhooks, give that to the server, and switch it on\n", e.URL)
		}
		fmt.Fprintf(&b, "%d webhooks have lost a secret\n", len(lost))
		return say(w, err, "%s", b.String())
	})
}
