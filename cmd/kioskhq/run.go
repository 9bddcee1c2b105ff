package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"

	"github.com/alecthomas/kong"

	"kioskd/cmd/internal/hqapp"
	build "kioskd/cmd/internal/version"
)

// Exit codes.
const (
	good   = 0
	failed = 1
	usage  = 2
)

type commands struct {
	Serve   serve   `cmd:"" help:"Serve kiosks and the operator's pages."`
	Version version `cmd:"" help:"Print the version."`
}

// world is what a command may use of the program around it.
type world struct {
	ctx    context.Context
	getenv func(string) string
	stdout io.Writer
	log    *slog.Logger
}

// exited carries kong's wish to end, after help for example.
type exited int

func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) (code int) {
	defer func() { code = recovered(recover(), code) }()
	parser, err := kong.New(&commands{}, kong.Name("kioskhq"), kong.Description("The reference HQ for kioskd kiosks."),
		kong.Writers(stdout, stderr), kong.Exit(func(n int) { panic(exited(n)) }))
	if err != nil {
		return fail(stderr, failed, err)
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return fail(stderr, usage, fmt.Errorf("%w; see kioskhq --help", err))
	}
	if err := chosen.Run(&world{ctx, getenv, stdout, slog.New(slog.NewTextHandler(stderr, nil))}); err != nil {
		return fail(stderr, failed, err)
	}
	return good
}

// recovered takes kong's wish to end; any other panic goes on.
func recovered(r any, code int) int {
	switch r := r.(type) {
	case nil:
		return code
	case exited:
		return int(r)
	}
	panic(r)
}

func fail(stderr io.Writer, code int, err error) int {
	_, _ = fmt.Fprintln(stderr, "kioskhq:", err) // there is nobody else to tell
	return code
}

type serve struct {
	Listen    string `default:"127.0.0.1:8500" help:"Address to listen on."`
	Store     string `default:"sqlite:kioskhq-data/hq.db" help:"Where facts are kept: sqlite:PATH or memory:."`
	TokenFile string `help:"File with one line per kiosk: its id and its token." placeholder:"FILE"`
}

// Validate makes a wrong store wrong usage.
func (s *serve) Validate() error { return hqapp.CheckStore(s.Store) }

// tokensVariable is the environment variable that may hold tokens.
const tokensVariable = "KIOSKHQ_TOKENS"

// Run implements the command.
func (s *serve) Run(w *world) error {
	tokens, err := s.tokens(w)
	if err != nil {
		return err
	}
	if len(tokens) == 0 {
		w.log.Warn("no kiosk can connect: there are no tokens", "next", "write a token file and pass --token-file, or set "+tokensVariable)
	}
	app, err := hqapp.New(hqapp.Config{Listen: s.Listen, Store: s.Store, Tokens: tokens, Log: w.log})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w.stdout, "kioskhq listening on %s\n", app.URL()); err != nil {
		return errors.Join(fmt.Errorf("print the address: %w", err), app.Close())
	}
	if err := app.Run(w.ctx); err != nil {
		return err
	}
	w.log.Info("kioskhq has stopped")
	return nil
}

// tokens reads the file and the variable; where both name a kiosk, the
// variable wins, as everywhere.
func (s *serve) tokens(w *world) (hqapp.Tokens, error) {
	tokens, err := hqapp.ReadTokens(s.TokenFile)
	if err != nil {
		return nil, err
	}
	more, err := hqapp.EnvTokens(tokensVariable, w.getenv(tokensVariable))
	if err != nil {
		return nil, err
	}
	maps.Copy(tokens, more)
	return tokens, nil
}

type version struct{}

// Run implements the command.
func (version) Run(w *world) error {
	_, err := fmt.Fprintln(w.stdout, "kioskhq", build.String())
	return err
}
