package ui

import (
	"maps"
	"slices"
)

// What the tests compare with the documentation.
type (
	Problem          = problem
	Stored           = stored
	NewOrder         = newOrder
	NewPayment       = newPayment
	DescribedPayment = describedPayment
	NewRefund        = newRefund
	NewOverride      = newOverride
	SignIn           = signIn
	Beat             = beat
)

// ForEverybody lists what needs no session.
var ForEverybody = forEverybody

// Paths returns the methods of each path below /api/v1.
func Paths() map[string][]string {
	all := map[string][]string{}
	for path, m := range (&Server{}).paths() {
		all[path] = slices.Sorted(maps.Keys(m))
	}
	return all
}

// Guests are the people who signed in, for tests.
type Guests struct{ guests }

// NewGuests returns nobody.
func NewGuests() *Guests { return &Guests{} }

func (g *Guests) Admit() string           { return g.admit() }
func (g *Guests) Knows(token string) bool { return g.knows(token) }
func (g *Guests) Dismiss(token string)    { g.dismiss(token) }
