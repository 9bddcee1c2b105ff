package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"kioskd/cmd/internal/hqapp"
	"kioskd/cmd/internal/keyfile"
	build "kioskd/cmd/internal/version"
)

// Exit codes.
const (
	good   = 0
	failed = 1
	usage  = 2
)

type commands struct {
	Serve serve `cmd:"" help:"Serve kiosks and the operator's pages."`

	EnrollCode enrollCode  `cmd:"" help:"Make a one-time code with which a kiosk enrols."`
	Keys       keysCmd     `cmd:"" help:"List the keys of a kiosk."`
	Revoke     revokeCmd   `cmd:"" help:"Make a key of a kiosk count no more."`
	Keygen     keygen      `cmd:"" help:"Make a key that signs settings or commands."`
	Settings   settingsCmd `cmd:"" help:"Check, sign and push settings."`
	Update     updateCmd   `cmd:"" help:"Sign new versions of kioskd, and offer them."`
	Command    commandCmd  `cmd:"" help:"Tell a kiosk what to do, and wait for the result."`
	Commands   commandsCmd `cmd:"" help:"List what a kiosk was told to do."`

	Sign    signCommand `cmd:"" help:"Sign a command that moves money, away from HQ."`
	User    userCmd     `cmd:"" help:"Add, list and change the people who may sign in."`
	Token   tokenCmd    `cmd:"" help:"Make, list and end tokens with which programs come in."`
	Secrets secretsCmd  `cmd:"" help:"Care for the key that seals webhooks' secrets in the store."`

	Audit auditCmd `cmd:"" help:"Check or print the audit: who did what at HQ."`

	Providers providersCmd `cmd:"" help:"Check the file of payment providers; make and read cards of store points."`

	Check   check   `cmd:"" help:"Check whether an HQ, yours or ours, keeps the rules."`
	Load    loadCmd `cmd:"" help:"Play many kiosks against an HQ of your own, to find out how many it carries."`
	Version version `cmd:"" help:"Print the version, and what this build was made from."`
}

// world is what a command may use of the program around it.
type world struct {
	ctx    context.Context
	getenv func(string) string
	stdin  io.Reader
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
	if err := chosen.Run(&world{ctx, getenv, os.Stdin, stdout, slog.New(slog.NewTextHandler(stderr, nil))}); err != nil {
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
	Listen    string `default:"127.0.0.1:8500" env:"KIOSKHQ_LISTEN" help:"Address to listen on."`
	Store     string `default:"sqlite:kioskhq-data/hq.db" env:"KIOSKHQ_STORE" help:"Where facts are kept: sqlite:PATH, postgres://USER@HOST/DATABASE or memory:. An address with a password belongs in the variable, where ps does not show it."`
	TokenFile string `help:"File with one line per kiosk that has not enrolled: its id and its token." placeholder:"FILE"`

	SettingsKey string `help:"Public key that signs settings, for kiosks that enrol: its file, or its text." placeholder:"KEY"`

	Updates string `help:"Folder with the newest version of kioskd, to offer to kiosks; see kioskhq update." placeholder:"FOLDER"`

	Name     string            `default:"kioskhq" help:"What this HQ is called in the tokens of web apps."`
	TokenKey string            `help:"File with the private key that signs the tokens of web apps; made when it is missing. Beside the store if left out." placeholder:"FILE"`
	Issuer   map[string]string `help:"Somebody else whose tokens count, and a file with the public keys: a JWKS, or PEM." mapsep:"none" placeholder:"NAME=FILE"`

	TLSCert string `name:"tls-cert" help:"Certificate for TLS in HQ itself, with its chain (PEM)." type:"existingfile" placeholder:"FILE" and:"tls"`
	TLSKey  string `name:"tls-key" help:"Its private key (PEM)." type:"existingfile" placeholder:"FILE" and:"tls"`
	Proxy   bool   `help:"Everything comes through your own proxy, which has TLS and sets X-Forwarded-For and X-Forwarded-Proto."`
	Address string `help:"How people reach HQ's pages, for links." placeholder:"URL"`

	Providers string `help:"File with the providers of payments by phone; see kioskhq providers." placeholder:"FILE"`
	PublicURL string `name:"public-url" help:"How customers' phones reach this HQ, in place of the file's public_url." placeholder:"URL"`

	Metrics string `help:"Address where numbers are served for Prometheus, as in 127.0.0.1:9481; whoever reaches it learns how busy HQ is." placeholder:"ADDRESS"`

	Traces string `help:"Address of an OpenTelemetry collector that is told how long payments take, as in http://127.0.0.1:4318; it learns when which kiosk is paid." placeholder:"URL"`

	Drain      *time.Duration `help:"How long kiosks may take to go to another HQ process when this one stops, one after the other. Left out: 10s at PostgreSQL, 0s otherwise." placeholder:"TIME"`
	MostKiosks int            `help:"How many kiosks are served at once; others are told to come back later. 0 for no bound." default:"0"`

	SilentAfter time.Duration `default:"15m" help:"After how long without a word from a kiosk there is an alarm; -1s for never."`

	SecretsKey string `help:"File with the key that seals webhooks' secrets in the store; made when it is missing. Beside the store if left out; all HQ processes at a store need the same." placeholder:"FILE"`

	WebhooksInside bool `help:"Let webhooks go to this machine and to private networks, also by http."`

	TestMode bool `help:"Let kioskhq check enrol by itself. On this machine only, with --store memory:."`
}

// Validate makes a wrong store or collector wrong usage.
func (s *serve) Validate() error {
	if err := errors.Join(hqapp.CheckStore(s.Store), hqapp.CheckTraces(s.Traces)); err != nil || !s.TestMode {
		return err
	}
	return hqapp.CheckTestMode(s.Listen, s.Store)
}

// tokensVariable is the environment variable that may hold tokens.
const tokensVariable = "KIOSKHQ_TOKENS"

// Run implements the command.
func (s *serve) Run(w *world) error {
	s.saveMemory(w)
	tokens, err := s.tokens(w)
	if err != nil {
		return err
	}
	config := hqapp.Config{Listen: s.Listen, Store: s.Store, Tokens: tokens, Name: s.Name, TestMode: s.TestMode, Updates: s.Updates, Log: w.log,
		Cert: s.TLSCert, Key: s.TLSKey, Proxy: s.Proxy, Address: strings.TrimRight(s.Address, "/"), Drain: s.drain(), MostKiosks: s.MostKiosks, SilentAfter: s.SilentAfter, SecretsKey: s.SecretsKey, WebhooksInside: s.WebhooksInside, Metrics: s.Metrics, Traces: s.Traces}
	if err := s.webTokens(&config); err != nil {
		return err
	}
	if config.Providers, err = s.providers(); err != nil {
		return err
	}
	if s.SettingsKey != "" {
		if config.SettingsKey, err = keyfile.Public(s.SettingsKey); err != nil {
			return err
		}
	} else {
		w.log.Warn("kiosks that enrol now will take no settings: there is no --settings-key", "next", "kioskhq keygen settings.key, away from this machine")
	}
	app, err := hqapp.New(config)
	if err != nil {
		return err
	}
	if err := s.greet(w, app); err != nil {
		return errors.Join(err, app.Close())
	}
	if err := app.Run(w.ctx); err != nil {
		return err
	}
	w.log.Info("kioskhq has stopped")
	return nil
}

// greet prints where HQ is, and where its first admin comes in.
func (s *serve) greet(w *world, app *hqapp.App) error {
	text := fmt.Sprintf("kioskhq listening on %s\n", app.URL())
	link, err := app.FirstLink(w.ctx)
	if err != nil {
		return err
	}
	if link != "" && !s.TestMode {
		text += fmt.Sprintf("nobody can sign in yet; the first admin opens, within a day:\n%s\n", link)
	}
	if _, err := io.WriteString(w.stdout, text); err != nil {
		return fmt.Errorf("print the address: %w", err)
	}
	return nil
}

// usualDrain is how long kiosks may take to go to another process.
const usualDrain = 10 * time.Second

func (s *serve) drain() time.Duration {
	switch {
	case s.Drain != nil:
		return *s.Drain
	case strings.HasPrefix(s.Store, "postgres"):
		return usualDrain
	}
	return 0 // there is no other process
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

type version struct {
	Libraries bool `help:"Name the libraries that it is made of, with their versions."`
}

// Run implements the command.
func (v version) Run(w *world) error {
	text := build.Explain("kioskhq")
	if v.Libraries {
		text = strings.Join(build.Libraries(), "\n")
	}
	_, err := fmt.Fprintln(w.stdout, text)
	return err
}
