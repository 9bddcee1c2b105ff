package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

type staffPINCmd struct {
	File string `help:"A file with the PIN on its first line, - for standard input; asked for without it." placeholder:"FILE" type:"existingfile"`
}

func (s staffPINCmd) Run(t *terminal) error {
	number, err := s.read(t)
	if err != nil {
		return err
	}
	return t.withBooks(func(_ config.Config, b kioskapp.Bookkeeper) error {
		if err := b.SetPIN(t.ctx, number); err != nil {
			return err
		}
		_, err := fmt.Fprintln(t.out, "the PIN is set; on the kiosk, keep a finger on the shop's name for five seconds")
		return err
	})
}

// read takes the PIN from where no other user sees it: never from the command
// line, which everybody on the machine can list.
func (s staffPINCmd) read(t *terminal) (string, error) {
	in := io.Reader(os.Stdin)
	if s.File != "" && s.File != "-" {
		f, err := os.Open(s.File)
		if err != nil {
			return "", err
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	} else if isTerminal(os.Stdout) {
		_, _ = fmt.Fprint(t.errOut, "new PIN, 6 to 12 digits (shown as you type): ")
	}
	line, err := bufio.NewReader(io.LimitReader(in, 100)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the PIN: %w", err)
	}
	return strings.TrimSpace(line), nil
}
