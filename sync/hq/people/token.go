package people

import (
	"context"
	"errors"
	"strings"
	"time"

	"kioskd/sync/hq"
)

// tokenPrefix begins every token, so that one that has leaked is found by what
// looks for such things.
const tokenPrefix = "kioskhq_"

// Token is what a machine comes in with, without its secret.
type Token struct {
	ID      string    `json:"id"` // names it, and is no secret
	Name    string    `json:"name"`
	Scopes  []Scope   `json:"scopes"`
	By      string    `json:"by"` // who made it
	Added   time.Time `json:"added"`
	Expires time.Time `json:"expires"`
}

// token is kept under the hash of its secret.
type token struct {
	Name    string    `json:"name"`
	Scopes  []Scope   `json:"scopes"`
	By      string    `json:"by"`
	Added   time.Time `json:"added"`
	Expires time.Time `json:"expires"`
}

// MostTokenDays bounds how long a token counts.
const MostTokenDays = 366

// NewToken makes a token and returns its text, which nobody can read again.
func (p *People) NewToken(ctx context.Context, by, name string, scopes []Scope, days int) (string, error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	if days < 1 || days > MostTokenDays {
		return "", Bad("a token counts for 1 to %d days", MostTokenDays)
	}
	secret, err := p.draw(tokenBytes)
	if err != nil {
		return "", err
	}
	now := time.Now().UTC().Truncate(time.Second)
	return tokenPrefix + secret, p.tokens.Add(ctx, hashOf(secret), token{Name: name, Scopes: scopes, By: by, Added: now, Expires: now.AddDate(0, 0, days)})
}

// Tokens returns all tokens.
func (p *People) Tokens(ctx context.Context) ([]Token, error) {
	kept, err := p.tokens.All(ctx)
	all := make([]Token, len(kept))
	for i, k := range kept {
		t := k.Value
		all[i] = Token{ID: k.Name[:16], Name: t.Name, Scopes: t.Scopes, By: t.By, Added: t.Added, Expires: t.Expires}
	}
	return all, err
}

// EndToken has a token count no more, at once.
func (p *People) EndToken(ctx context.Context, id string) error {
	all, err := p.tokens.All(ctx)
	if err != nil {
		return err
	}
	for _, k := range all {
		if len(id) >= 16 && strings.HasPrefix(k.Name, id) {
			return p.tokens.Drop(ctx, k.Name)
		}
	}
	return Bad("there is no token %q", id)
}

// ByToken returns the machine that comes with a token, or [ErrNobody]. A token has
// so much chance in it that guessing needs no counting.
func (p *People) ByToken(ctx context.Context, text, from string) (Who, error) {
	secret, ok := strings.CutPrefix(text, tokenPrefix)
	if !ok {
		return Who{}, ErrNobody
	}
	k, err := p.tokens.Get(ctx, hashOf(secret))
	if errors.Is(err, hq.ErrNotFound) || err == nil && !time.Now().Before(k.Value.Expires) {
		return Who{}, ErrNobody
	}
	return Who{Name: "token " + k.Value.Name, Scopes: k.Value.Scopes, From: from}, err
}
