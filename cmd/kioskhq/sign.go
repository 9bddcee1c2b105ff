package main

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"kioskd/cmd/internal/keyfile"
	"kioskd/sync/hq/desk"
	"kioskd/sync/wire"
)

type signCommand struct {
	File string `arg:"" help:"The command, as HQ's page of a refund gives it out."`
	Key  string `help:"File with an operator's private key, from kioskhq keygen." required:"" placeholder:"FILE"`
	Out  string `help:"File for the signed command; standard output if left out." placeholder:"FILE"`
}

// Run signs a command and says in words what was signed. It talks to nobody.
func (c signCommand) Run(w *world) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("read the command: %w", err)
	}
	u, err := desk.ParseUnsigned(text)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	key, err := keyfile.Private(c.Key)
	if err != nil {
		return err
	}
	signed, err := json.MarshalIndent(signedCommand(key, u), "", "  ")
	if err != nil {
		return fmt.Errorf("write the signed command: %w", err)
	}
	signed = append(signed, '\n')
	if c.Out == "" {
		_, err = w.stdout.Write(signed)
		return err
	}
	if err := os.WriteFile(c.Out, signed, 0o600); err != nil {
		return fmt.Errorf("write the signed command: %w", err)
	}
	return say(w, nil, "signed for %s until %s: %s %s\nnext: give %s to HQ's page of this refund\n",
		u.Kiosk, u.Command.Expires.Local().Format(time.DateTime), u.Command.Name, u.Command.Args, c.Out)
}

func signedCommand(key ed25519.PrivateKey, u desk.Unsigned) wire.Command {
	c := u.Command
	c.Key = wire.KeyName(key.Public().(ed25519.PublicKey))
	c.Signature = wire.Sign(key, wire.PurposeCommand, c.SignedBytes(u.Kiosk))
	return c
}
