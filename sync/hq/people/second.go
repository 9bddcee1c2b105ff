package people

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"
)

// recoveryCodes is how many codes stand in for a lost phone.
const recoveryCodes = 8

// NewSecret draws the secret of a second step. Nothing is kept: see
// [People.SetSecond].
func (p *People) NewSecret() ([]byte, error) {
	secret := make([]byte, totpSecret)
	if _, err := io.ReadFull(p.rand, secret); err != nil {
		return nil, fmt.Errorf("draw a secret: %w", err)
	}
	return secret, nil
}

// SetSecond has a user sign in with a second step from now on, if the code shows
// that the user's app has the secret. It returns recovery codes, each of which
// stands in for a code once, and which nobody can read again.
func (p *People) SetSecond(ctx context.Context, name string, secret []byte, code string) (codes []string, err error) {
	second := secondStep{Secret: secret}
	if len(secret) != totpSecret || !second.take(code, time.Now()) {
		return nil, Bad("this is not the code that the app shows now; look at the phone's clock, too")
	}
	hashes := make([]string, recoveryCodes)
	for i := range hashes {
		code, err := p.draw(10)
		if err != nil {
			return nil, err
		}
		codes, hashes[i] = append(codes, code), hashOf(code)
	}
	err = p.change(ctx, name, func(u *user) error {
		u.Second, u.Recovery = &second, hashes
		return nil
	})
	return codes, err
}

// DropSecond has a user sign in by password alone.
func (p *People) DropSecond(ctx context.Context, name string) error {
	return p.change(ctx, name, func(u *user) error { u.Second, u.Recovery = nil, nil; return nil })
}

// takeCode takes the code of a second step, or a recovery code in its place.
func (u *user) takeCode(code string, now time.Time) bool {
	if u.Second == nil {
		return false
	}
	if u.Second.take(code, now) {
		return true
	}
	i := slices.Index(u.Recovery, hashOf(code))
	if i < 0 {
		return false
	}
	u.Recovery = slices.Delete(u.Recovery, i, i+1)
	return true
}
