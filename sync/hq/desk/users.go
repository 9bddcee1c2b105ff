package desk

import (
	"context"
	"fmt"
	"strings"

	"kioskd/sync/hq/people"
)

// AddUser adds a user and returns the link with which that person sets a password.
func (d *Desk) AddUser(ctx context.Context, who people.Who, name string, role people.Role) (link string, err error) {
	if err := people.CheckName(name); err != nil {
		return "", err
	}
	err = d.do(ctx, who, people.Users, act{"user-added", name, string(role)}, func() error {
		if err := d.People.Add(ctx, name, role); err != nil {
			return err
		}
		link, err = d.linkTo(ctx, name)
		return err
	})
	return link, err
}

// NewLink returns another link with which a user sets a password.
func (d *Desk) NewLink(ctx context.Context, who people.Who, name string) (link string, err error) {
	err = d.do(ctx, who, people.Users, act{"link-made", name, ""}, func() error {
		link, err = d.linkTo(ctx, name)
		return err
	})
	return link, err
}

func (d *Desk) linkTo(ctx context.Context, name string) (string, error) {
	code, err := d.People.NewLink(ctx, name)
	return d.Link(code), err
}

// Link writes the address of a one-time link. The code stands behind the #, which
// no browser sends and no proxy logs.
func (d *Desk) Link(code string) string { return d.Address + "/welcome#" + code }

// SetRole gives a user another role.
func (d *Desk) SetRole(ctx context.Context, who people.Who, name string, role people.Role) error {
	return d.do(ctx, who, people.Users, act{"role-changed", name, string(role)}, func() error { return d.People.SetRole(ctx, name, role) })
}

// Disable keeps a user out, or lets one in again.
func (d *Desk) Disable(ctx context.Context, who people.Who, name string, disabled bool) error {
	did := map[bool]string{true: "user-disabled", false: "user-enabled"}[disabled]
	return d.do(ctx, who, people.Users, act{did, name, ""}, func() error { return d.People.Disable(ctx, name, disabled) })
}

// DropSecond has a user who lost phone and recovery codes sign in by password
// alone.
func (d *Desk) DropSecond(ctx context.Context, who people.Who, name string) error {
	return d.do(ctx, who, people.Users, act{"second-step-dropped", name, ""}, func() error { return d.People.DropSecond(ctx, name) })
}

// NewToken makes a token for a machine and returns its text, once.
func (d *Desk) NewToken(ctx context.Context, who people.Who, name string, scopes []string, days int) (text string, err error) {
	list, err := people.ParseScopes(scopes)
	if err != nil {
		return "", err
	}
	if err := people.CheckName(name); err != nil {
		return "", err
	}
	note := fmt.Sprintf("%s, for %d days", strings.Join(scopes, " "), days)
	err = d.do(ctx, who, people.Users, act{"token-made", name, note}, func() error {
		text, err = d.People.NewToken(ctx, who.Name, name, list, days)
		return err
	})
	return text, err
}

// EndToken has a token count no more.
func (d *Desk) EndToken(ctx context.Context, who people.Who, id string) error {
	return d.do(ctx, who, people.Users, act{"token-ended", id, ""}, func() error { return d.People.EndToken(ctx, id) })
}
