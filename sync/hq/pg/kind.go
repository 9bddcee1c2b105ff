package pg

import (
	"context"
	"net/http"
)

// Kind is a line in the list of providers: how one is called, and how it is made of
// its part of the operator's file.
type Kind struct {
	ID   string            // in addresses and books for ever, as in tosspayments
	Name map[string]string // for customers, by language
	Open func(Setup) (Listener, error)
}

// Setup is what a provider is made of.
type Setup struct {
	// Decode reads the provider's part of the operator's file into a struct with toml
	// tags. What the struct does not know is an error.
	Decode func(into any) error

	Test bool         // test keys only, and no real money; otherwise live keys only
	HTTP *http.Client // for calls to the provider; its time limit is the context's
	Box  Box          // for a provider that keeps something itself
}

// Box keeps small records of a provider that is HQ itself. A record changes only for
// whoever has seen its newest version.
type Box interface {
	// Get returns a record and its version: 0 and no body when there is none.
	Get(ctx context.Context, name string) (body []byte, version uint64, err error)
	// Put keeps a record in the place of that version, or is [ErrStale].
	Put(ctx context.Context, name string, body []byte, version uint64) error
}
