package people

import (
	"context"
	"errors"
	"time"

	"kioskd/sync/hq"
)

// LinkWithin is how long a one-time link counts.
const LinkWithin = 24 * time.Hour

// link lets somebody set a password, once. It is kept under the hash of its code.
type link struct {
	User    string    `json:"user"` // empty for the first admin
	Expires time.Time `json:"expires"`
	Used    bool      `json:"used,omitempty"`
}

// NewLink returns the code of a link with which a user sets a password, once.
// Former links of the user count no more.
func (p *People) NewLink(ctx context.Context, name string) (code string, err error) {
	if _, err := p.users.Get(ctx, name); errors.Is(err, hq.ErrNotFound) {
		return "", Bad("there is no user called %q", name)
	} else if err != nil {
		return "", err
	}
	return p.newLink(ctx, name)
}

// FirstLink returns the code of a link with which the first admin comes in, or
// nothing when there are users.
func (p *People) FirstLink(ctx context.Context) (code string, err error) {
	if any, err := p.Any(ctx); any || err != nil {
		return "", err
	}
	return p.newLink(ctx, "")
}

func (p *People) newLink(ctx context.Context, name string) (string, error) {
	all, err := p.links.All(ctx)
	for _, k := range all {
		if err == nil && (k.Value.User == name || time.Now().After(k.Value.Expires)) {
			err = p.links.Drop(ctx, k.Name)
		}
	}
	if err != nil {
		return "", err
	}
	code, err := p.draw(tokenBytes)
	if err != nil {
		return "", err
	}
	return code, p.links.Add(ctx, hashOf(code), link{User: name, Expires: time.Now().Add(LinkWithin).UTC()})
}

// LinkFor returns whose link this is, empty for the first admin's, or [ErrLink].
func (p *People) LinkFor(ctx context.Context, code string) (name string, err error) {
	k, err := p.liveLink(ctx, code)
	return k.Value.User, err
}

func (p *People) liveLink(ctx context.Context, code string) (hq.Kept[link], error) {
	k, err := p.links.Get(ctx, hashOf(code))
	if errors.Is(err, hq.ErrNotFound) || err == nil && (k.Value.Used || time.Now().After(k.Value.Expires)) {
		return k, ErrLink
	}
	return k, err
}

// UseLink sets the password of a link's user, once. The first admin's link makes
// the user as well, under the given name, unless somebody was quicker.
func (p *People) UseLink(ctx context.Context, code, name, password string) (user string, err error) {
	k, err := p.liveLink(ctx, code)
	if err != nil {
		return "", err
	}
	first := k.Value.User == ""
	if !first {
		name = k.Value.User
	}
	if err := errors.Join(CheckName(name), CheckPassword(name, password)); err != nil {
		return "", err
	}
	k.Value.Used = true
	if err := p.links.Put(ctx, k); errors.Is(err, hq.ErrChanged) {
		return "", ErrLink
	} else if err != nil {
		return "", err
	}
	if first {
		if any, err := p.Any(ctx); any || err != nil {
			return "", errors.Join(ErrLink, err)
		}
		if err := p.Add(ctx, name, Admin); err != nil {
			return "", err
		}
	}
	return name, p.SetPassword(ctx, name, password)
}
