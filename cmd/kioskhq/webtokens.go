package main

import (
	"crypto/rand"
	"maps"
	"slices"

	"kioskd/cmd/internal/hqapp"
	"kioskd/sync/hq/webtoken"
)

// webTokens reads what signs the tokens of web apps, and whose others count.
func (s *serve) webTokens(c *hqapp.Config) (err error) {
	for _, name := range slices.Sorted(maps.Keys(s.Issuer)) {
		issuer, err := webtoken.ReadIssuer(name, s.Issuer[name])
		if err != nil {
			return err
		}
		c.Issuers = append(c.Issuers, issuer)
	}
	c.TokenKey, err = hqapp.TokenKey(s.Store, s.TokenKey, rand.Reader)
	return err
}
