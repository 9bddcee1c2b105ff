package hqapp

import (
	"crypto/ed25519"
	"io"
	"log/slog"
	"net"
	"time"

	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/webtoken"
)

// Config is what an HQ needs to know.
type Config struct {
	Listen string       // address, as in 127.0.0.1:8500; port 0 takes a free one
	Taken  net.Listener // in the place of Listen: a port that the caller has taken already
	Store  string       // sqlite:PATH, postgres://… or memory:
	Tokens Tokens

	// SettingsKey is the public key that signs settings; kiosks that enrol keep it.
	SettingsKey ed25519.PublicKey

	// Name, TokenKey and Issuers are about the tokens of web apps; see [hq.Options].
	Name     string
	TokenKey ed25519.PrivateKey
	Issuers  []webtoken.Issuer

	// Updates is a folder with the newest version of the agent, which is offered to
	// kiosks; "" for none.
	Updates string

	TestMode bool // see [CheckTestMode]

	// Providers are those of payments by phone; nil for none.
	Providers *config.File

	// Address is how people reach HQ's pages, as in https://hq.example.com; "" means
	// what it listens on.
	Address string

	// Proxy says that everything comes through a proxy of ours, with TLS.
	Proxy bool

	// Cert and Key are files for TLS in HQ itself, in PEM; "" for none.
	Cert, Key string

	// Drain is how long kiosks may take to go elsewhere when HQ stops, one after the
	// other; 0 lets all go at once. MostKiosks bounds how many there are; 0 for no
	// bound.
	Drain      time.Duration
	MostKiosks int

	// SilentAfter is for how long nothing may be heard of a kiosk before that is an
	// alarm; 0 means a quarter of an hour, less than 0 never.
	SilentAfter time.Duration

	// SecretsKey is the file with the key that seals secrets in the store; see
	// [SecretsKeyFile].
	SecretsKey string

	// WebhooksInside allows webhooks to this machine and to private networks.
	WebhooksInside bool

	// Metrics is the address where numbers are served for Prometheus; "" for none.
	Metrics string

	// Traces is the address of the collector to which spans of payments are sent, as
	// in http://127.0.0.1:4318; "" for none. [CheckTraces] says if it can be one.
	Traces string

	Log  *slog.Logger   // nil means slog.Default
	Rand io.Reader      // nil means crypto/rand
	Zone *time.Location // of times on pages; nil means this machine's
}
