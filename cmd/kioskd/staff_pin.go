package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/ui/pin"
)

type staffPINCmd struct {
	File  string `help:"A file with the PIN on its first line, - for standard input; asked for without it." placeholder:"FILE" type:"existingfile"`
	Print bool   `help:"Set nothing, and print the PIN's hash for settings from HQ, as staff.pin."`
}

func (s staffPINCmd) Run(t *terminal) error {
	number, err := s.read(t)
	if err != nil {
		return err
	}
	if s.Print {
		hash, err := pin.NewHash(number, rand.Reader)
		if err == nil {
			_, err = fmt.Fprintln(t.out, hash)
		}
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
	if s.File != "" && s.File != "-" {
		f, err := os.Open(s.File)
		if err != nil {
			return "", err
		}
		defer func() { _ = f.Close() }() // it was only read
		return firstLine(f)
	}
	if s.File == "-" || !isTerminal(os.Stdin) {
		return firstLine(os.Stdin)
	}
	_, _ = fmt.Fprint(t.errOut, "new PIN, 6 to 12 digits (not shown): ")
	number, err := unseen(t.ctx, os.Stdin)
	_, _ = fmt.Fprintln(t.errOut)
	return number, err
}

// unseen reads a line that the terminal does not show. Whoever breaks off finds the
// terminal as it was.
func unseen(ctx context.Context, in *os.File) (string, error) {
	show, err := hide(in)
	if err != nil {
		return "", fmt.Errorf("keep the PIN off the screen: %w; name a file with --file", err)
	}
	type typed struct {
		line string
		err  error
	}
	came := make(chan typed, 1)
	go func() { line, err := firstLine(in); came <- typed{line, err} }()
	select {
	case <-ctx.Done(): // the command ends, and the reader with it
		return "", errors.Join(ctx.Err(), show())
	case t := <-came:
		return t.line, errors.Join(t.err, show())
	}
}

func firstLine(in io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(in, 100)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the PIN: %w", err)
	}
	return strings.TrimSpace(line), nil
}
