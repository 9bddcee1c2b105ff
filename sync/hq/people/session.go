package people

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/hq"
)

// How long a session lasts.
const (
	Idle  = 2 * time.Hour    // without use
	Whole = 12 * time.Hour   // in any case
	half  = 10 * time.Minute // until the code is given

	// noteApart is how exact the time of use is, which spares the store.
	noteApart = time.Minute
)

// session is a session as it is kept, under the hash of its token.
type session struct {
	User  string    `json:"user"`
	From  string    `json:"from"`
	Agent string    `json:"agent"` // what the browser calls itself
	Began time.Time `json:"began"`
	Used  time.Time `json:"used"`
	Half  bool      `json:"half,omitempty"` // the password was right, the code is to come
}

func (s session) over(now time.Time) bool {
	if s.Half {
		return now.Sub(s.Began) > half
	}
	return now.Sub(s.Used) > Idle || now.Sub(s.Began) > Whole
}

// Attempt is somebody who wants to sign in.
type Attempt struct{ Name, Password, From, Agent string }

// SignIn begins a session, whose token it returns once and nobody keeps. When
// code is true, the session counts only after [People.GiveCode]. Errors are
// [ErrWrong] and [*Locked].
func (p *People) SignIn(ctx context.Context, a Attempt) (token string, code bool, err error) {
	if CheckName(a.Name) != nil {
		a.Name = "-" // nobody's name, so that tries of nonsense count together
	}
	if err := p.countBoth(ctx, a.Name, a.From); err != nil {
		return "", false, err
	}
	k, err := p.users.Get(ctx, a.Name)
	if err != nil && !errors.Is(err, hq.ErrNotFound) {
		return "", false, err
	}
	u := k.Value
	fits, err := p.hasher.fits(ctx, a.Password, u.Password)
	switch {
	case err != nil:
		return "", false, err
	case !fits || u.Disabled:
		return "", false, ErrWrong
	}
	if u.Second == nil {
		err = p.right(ctx, a.Name, a.From)
	}
	if err == nil {
		token, err = p.begin(ctx, a, u.Second != nil)
	}
	return token, u.Second != nil, err
}

func (p *People) begin(ctx context.Context, a Attempt, half bool) (string, error) {
	if err := p.sweep(ctx); err != nil {
		return "", err
	}
	token, err := p.draw(tokenBytes)
	if err != nil {
		return "", err
	}
	now := time.Now().UTC().Truncate(time.Second)
	return token, p.sessions.Add(ctx, hashOf(token), session{User: a.Name, From: a.From, Agent: short(a.Agent), Began: now, Used: now, Half: half})
}

func short(s string) string { return s[:min(len(s), 200)] }

// GiveCode ends the second step of signing in. The token that it returns takes
// the place of the one before.
func (p *People) GiveCode(ctx context.Context, token, code, from string) (string, error) {
	k, err := p.sessions.Get(ctx, hashOf(token))
	if errors.Is(err, hq.ErrNotFound) || err == nil && (!k.Value.Half || k.Value.over(time.Now())) {
		return "", ErrNobody
	}
	if err != nil {
		return "", err
	}
	name := k.Value.User
	if err := p.countBoth(ctx, name, from); err != nil {
		return "", err
	}
	err = p.change(ctx, name, func(u *user) error {
		if u.Disabled || !u.takeCode(code, time.Now()) {
			return ErrWrong
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if err := errors.Join(p.right(ctx, name, from), p.sessions.Drop(ctx, k.Name)); err != nil {
		return "", err
	}
	return p.begin(ctx, Attempt{Name: name, From: from, Agent: k.Value.Agent}, false)
}

// BySession returns who has a session. Use that a person made prolongs it, what a
// page does by itself does not. Anything that is no session is [ErrNobody].
func (p *People) BySession(ctx context.Context, token, from string, used bool) (Who, error) {
	k, err := p.sessions.Get(ctx, hashOf(token))
	now := time.Now()
	if errors.Is(err, hq.ErrNotFound) || err == nil && (k.Value.Half || k.Value.over(now)) {
		return Who{}, ErrNobody
	}
	if err != nil {
		return Who{}, err
	}
	u, err := p.users.Get(ctx, k.Value.User)
	if errors.Is(err, hq.ErrNotFound) || err == nil && u.Value.Disabled {
		return Who{}, ErrNobody
	}
	if err == nil && used && now.Sub(k.Value.Used) > noteApart {
		k.Value.Used = now.UTC().Truncate(time.Second)
		if err = p.sessions.Put(ctx, k); errors.Is(err, hq.ErrChanged) {
			err = nil // another page of the same session noted it
		}
	}
	return Who{Name: k.Value.User, Role: u.Value.Role, Scopes: scopes[u.Value.Role], From: from, Session: k.Name}, err
}

// FormToken returns what the forms of a session carry, so that a form from
// elsewhere shows that it is.
func FormToken(session string) string {
	mac := hmac.New(sha256.New, []byte(session))
	_, _ = mac.Write([]byte("kioskhq.form.v1")) // a hash takes everything
	return hex.EncodeToString(mac.Sum(nil))
}

// SignOut ends a session.
func (p *People) SignOut(ctx context.Context, token string) error {
	return p.sessions.Drop(ctx, hashOf(token))
}

// EndSessions ends all sessions of a user.
func (p *People) EndSessions(ctx context.Context, name string) error {
	return p.dropSessions(ctx, func(s session) bool { return s.User == name })
}

// sweep forgets sessions and tries of long ago.
func (p *People) sweep(ctx context.Context) error {
	now := time.Now()
	if err := p.dropSessions(ctx, func(s session) bool { return s.over(now) }); err != nil {
		return err
	}
	old, err := p.tries.All(ctx)
	for _, k := range old {
		if err == nil && now.Sub(k.Value.Last) > forget {
			err = p.tries.Drop(ctx, k.Name)
		}
	}
	return err
}

func (p *People) dropSessions(ctx context.Context, which func(session) bool) error {
	all, err := p.sessions.All(ctx)
	for _, k := range all {
		if err == nil && which(k.Value) {
			err = p.sessions.Drop(ctx, k.Name)
		}
	}
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}
