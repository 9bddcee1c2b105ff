package main

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"kioskd/cmd/internal/hqapp"
	"kioskd/cmd/internal/load"
	"kioskd/sync/hq"
)

type loadCmd struct {
	HQ       []string      `name:"hq" default:"ws://127.0.0.1:8500/sync" help:"Address of the HQ to load; several, with commas, for several processes at one store." placeholder:"URL"`
	Kiosks   int           `default:"100" help:"How many kiosks connect."`
	Rate     float64       `default:"10" help:"Payments a second, of all kiosks together."`
	Backlog  int           `help:"Facts that wait at each kiosk when it comes."`
	Duration time.Duration `name:"for" default:"30s" help:"How long payments are made."`
	Storm    bool          `help:"Cut all connections at once, in the middle."`
	Settle   time.Duration `default:"2m" help:"How long everything may take to arrive afterwards."`

	Store  string `env:"KIOSKHQ_LOAD_STORE" help:"HQ's own store, if it is PostgreSQL: kiosks are enrolled there, and every fact is counted there in the end." placeholder:"postgres://…"`
	Tokens string `help:"File with the kiosks' tokens, for an HQ that was started with the same --token-file; it is made if it is missing." placeholder:"FILE"`
	CA     string `name:"ca" help:"Certificate of the CA that signed HQ's, in PEM." placeholder:"FILE"`
	JSON   bool   `help:"Print the report as JSON." name:"json"`
}

// Validate makes a load that nobody could verify wrong usage.
func (c *loadCmd) Validate() error {
	switch {
	case c.Store == "" && c.Tokens == "":
		return errors.New("kiosks need tokens, or the store to be enrolled in: --tokens FILE or --store postgres://…")
	case c.Store != "" && !strings.HasPrefix(c.Store, "postgres"):
		return errors.New("--store is for PostgreSQL, which HQ and this program can use at once; with another use --tokens")
	case c.Store != "":
		return hqapp.CheckStore(c.Store)
	}
	return nil
}

// Run plays kiosks against an HQ.
func (c *loadCmd) Run(w *world) (err error) {
	o := load.Options{HQ: c.HQ, Kiosks: c.Kiosks, Rate: c.Rate, Backlog: c.Backlog, Duration: c.Duration, Storm: c.Storm, Settle: c.Settle}
	if !c.JSON {
		o.Progress = w.stdout
	}
	if o.TLS, err = c.tls(); err != nil {
		return err
	}
	if o.Token, err = c.tokens(w); err != nil {
		return err
	}
	if c.Store != "" {
		store, err := hqapp.OpenStore(w.ctx, c.Store, w.log)
		if err != nil {
			return err
		}
		defer func(store hq.Store) { err = errors.Join(err, store.Close()) }(store)
		o.Store = store
	}
	report, err := load.Run(w.ctx, o)
	if err != nil {
		return err
	}
	return c.print(w, report)
}

func (c *loadCmd) print(w *world, r load.Report) error {
	text := r.String()
	if c.JSON {
		b, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
		text = string(b) + "\n"
	}
	if _, err := io.WriteString(w.stdout, text); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	if !r.Good() {
		return errors.New("HQ did not hear everything that was said, once")
	}
	return nil
}

// tokens reads the file of tokens, or makes it and says what to do with it.
func (c *loadCmd) tokens(w *world) (func(string) (string, bool), error) {
	if c.Tokens == "" {
		return nil, nil
	}
	if _, err := os.Stat(c.Tokens); errors.Is(err, fs.ErrNotExist) {
		if err := c.makeTokens(); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("made %s with the tokens of %d kiosks: start kioskhq serve --token-file %s, then do this again", c.Tokens, c.Kiosks, c.Tokens)
	}
	tokens, err := hqapp.ReadTokens(c.Tokens)
	if err != nil {
		return nil, err
	}
	return tokens.Token, nil
}

func (c *loadCmd) makeTokens() error {
	var b strings.Builder
	for n := range c.Kiosks {
		token := make([]byte, 16)
		if _, err := io.ReadFull(rand.Reader, token); err != nil {
			return fmt.Errorf("draw a token: %w", err)
		}
		fmt.Fprintf(&b, "%s %s\n", load.Kiosk(n+1), hex.EncodeToString(token))
	}
	if err := os.WriteFile(c.Tokens, []byte(b.String()), 0o600); err != nil {
		return fmt.Errorf("make the file of tokens: %w", err)
	}
	return nil
}

// tls trusts the CA that is named, and otherwise those of this machine.
func (c *loadCmd) tls() (*tls.Config, error) {
	if c.CA == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(c.CA)
	if err != nil {
		return nil, fmt.Errorf("read the CA's certificate: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", c.CA)
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(c.Kiosks)}, nil
}
