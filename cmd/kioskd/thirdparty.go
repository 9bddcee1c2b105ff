package main

import (
	"fmt"
	"io"
	"os"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type thirdCmd struct {
	Secret thirdSecretCmd `cmd:"" help:"Keep the token, password or client secret for the operator's server, sealed in the data folder."`
}

type thirdSecretCmd struct {
	File string `arg:"" help:"The file that holds the secret, - for what is typed or piped in. Remove it afterwards."`
}

// Run hands the secret to the running agent, or puts it into the data folder.
func (s thirdSecretCmd) Run(t *terminal) error {
	text, err := s.read()
	if err != nil {
		return fmt.Errorf("read the secret: %w", err)
	}
	return t.withBooks(func(_ config.Config, b kioskapp.Bookkeeper) error {
		if err := b.PutSecret(t.ctx, string(text)); err != nil {
			return err
		}
		_, err := fmt.Fprintln(t.out, "kept, sealed; it counts from the next sign-in on")
		return err
	})
}

// maxSecretFile bounds what is read, in bytes.
const maxSecretFile = 64 << 10

func (s thirdSecretCmd) read() ([]byte, error) {
	if s.File == "-" {
		return io.ReadAll(io.LimitReader(os.Stdin, maxSecretFile))
	}
	f, err := os.Open(s.File)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return io.ReadAll(io.LimitReader(f, maxSecretFile))
}

// tellPartner says how the operator's own server or client is reached.
func tellPartner(line func(name, value string), p *kioskapp.PartnerState) {
	line("third party", fmt.Sprintf("%s mode, %s", p.Mode, p.State.Partner))
	for _, l := range p.State.Links {
		value := "works"
		if !l.Up {
			value = "does not work: " + l.Error
		}
		line("  "+l.Name, value)
	}
	if p.Refused != "" {
		line("  last refused", p.Refused)
	}
	line("  to be told", fmt.Sprintf("%d facts to go through", p.Waiting))
}
