package main

import (
	"errors"
	"fmt"
	"io"
	"os/user"
	"strings"
	"time"

	"kioskd/cmd/internal/hqapp"
	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
)

// books are an HQ's own, as kept in its store: users, tokens, the audit. Whoever
// can open the store may change them.
type books struct {
	Store   string `default:"sqlite:kioskhq-data/hq.db" help:"The store of the HQ."`
	Address string `default:"http://127.0.0.1:8500" help:"How people reach HQ's pages, for links." placeholder:"URL"`
}

// with opens the store for one piece of work.
func (b books) with(w *world, do func(d *desk.Desk, me people.Who) error) (err error) {
	d, shut, err := hqapp.OpenDesk(w.ctx, b.Store, strings.TrimRight(b.Address, "/"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shut()) }()
	return do(d, people.Who{Name: account(), Role: people.Admin, Scopes: people.Scopes, From: "kioskhq"})
}

// account is who types, for the audit.
func account() string {
	u, err := user.Current()
	if err != nil {
		return "command line"
	}
	return "command line, " + u.Username
}

type userCmd struct {
	Add     userAdd     `cmd:"" help:"Add a user, and print the link with which that person sets a password."`
	List    userList    `cmd:"" help:"List the users."`
	Passwd  userPasswd  `cmd:"" help:"Print another link with which a user sets a password."`
	Role    userRole    `cmd:"" help:"Give a user another role."`
	Disable userDisable `cmd:"" help:"Keep a user out, at once."`
	Enable  userEnable  `cmd:"" help:"Let a disabled user in again."`
	Totp    userTotp    `cmd:"" help:"Have a user who lost phone and recovery codes sign in by password alone."`
}

type userAdd struct {
	books
	Name string `arg:"" help:"Sign-in name: small letters, digits, dots."`
	Role string `default:"operator" enum:"viewer,operator,admin" help:"viewer reads, operator works, admin also decides who comes in."`
}

// Run adds a user.
func (c userAdd) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, me people.Who) error {
		link, err := d.AddUser(w.ctx, me, c.Name, people.Role(c.Role))
		return say(w, err, "%s sets a password here, once, within a day:\n%s\n", c.Name, link)
	})
}

// say prints what was done, unless it was not.
func say(w *world, err error, format string, args ...any) error {
	if err == nil {
		_, err = fmt.Fprintf(w.stdout, format, args...)
	}
	return err
}

type userList struct{ books }

// Run lists the users.
func (c userList) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, _ people.Who) error {
		all, err := d.People.Users(w.ctx)
		var b strings.Builder
		for _, u := range all {
			fmt.Fprintf(&b, "%-20s %-9s since %s%s%s\n", u.Name, u.Role, u.Added.Local().Format(time.DateOnly), when(u.Second, ", second step"), when(u.Disabled, ", disabled"))
		}
		if len(all) == 0 {
			b.WriteString("nobody yet; add the first admin with: kioskhq user add NAME --role admin\n")
		}
		return say(w, err, "%s", b.String())
	})
}

func when(is bool, text string) string {
	if is {
		return text
	}
	return ""
}

type userPasswd struct {
	books
	Name string `arg:"" help:"Name of the user."`
}

// Run prints a link with which a user sets a password.
func (c userPasswd) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, me people.Who) error {
		link, err := d.NewLink(w.ctx, me, c.Name)
		return say(w, err, "%s sets a password here, once, within a day:\n%s\n", c.Name, link)
	})
}

type userRole struct {
	books
	Name string `arg:"" help:"Name of the user."`
	Role string `arg:"" enum:"viewer,operator,admin" help:"viewer, operator or admin."`
}

// Run gives a user another role.
func (c userRole) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, me people.Who) error {
		return say(w, d.SetRole(w.ctx, me, c.Name, people.Role(c.Role)), "%s is %s now\n", c.Name, c.Role)
	})
}

type userDisable struct {
	books
	Name string `arg:"" help:"Name of the user."`
}

// Run keeps a user out.
func (c userDisable) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, me people.Who) error {
		return say(w, d.Disable(w.ctx, me, c.Name, true), "%s is out\n", c.Name)
	})
}

type userEnable struct {
	books
	Name string `arg:"" help:"Name of the user."`
}

// Run lets a user in again.
func (c userEnable) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, me people.Who) error {
		return say(w, d.Disable(w.ctx, me, c.Name, false), "%s may sign in again\n", c.Name)
	})
}

type userTotp struct {
	books
	Name string `arg:"" help:"Name of the user."`
	Off  bool   `required:"" help:"Take the second step away; a new one is set up on the user's own page."`
}

// Run takes a user's second step away.
func (c userTotp) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, me people.Who) error {
		return say(w, d.DropSecond(w.ctx, me, c.Name), "%s signs in by password alone until a new second step is set up\n", c.Name)
	})
}

type tokenCmd struct {
	Add  tokenAdd  `cmd:"" help:"Make a token, which is printed this once."`
	List tokenList `cmd:"" help:"List the tokens."`
	End  tokenEnd  `cmd:"" help:"Have a token count no more."`
}

type tokenAdd struct {
	books
	Name  string   `arg:"" help:"What uses it, as in erp."`
	Scope []string `required:"" help:"What it may do: read, kiosks, commands, settings, cases, books, audit, users."`
	Days  int      `default:"90" help:"How long it counts, at most 366."`
}

// Run makes a token.
func (c tokenAdd) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, me people.Who) error {
		text, err := d.NewToken(w.ctx, me, c.Name, c.Scope, c.Days)
		return say(w, err, "%s\n", text)
	})
}

type tokenList struct{ books }

// Run lists the tokens.
func (c tokenList) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, _ people.Who) error {
		all, err := d.People.Tokens(w.ctx)
		var b strings.Builder
		for _, t := range all {
			fmt.Fprintf(&b, "%s  %-20s %v until %s, by %s\n", t.ID, t.Name, t.Scopes, t.Expires.Local().Format(time.DateOnly), t.By)
		}
		return say(w, err, "%s", b.String())
	})
}

type tokenEnd struct {
	books
	ID string `arg:"" name:"id" help:"The token's id, as the list shows it."`
}

// Run ends a token.
func (c tokenEnd) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, me people.Who) error { return say(w, d.EndToken(w.ctx, me, c.ID), "ended\n") })
}

type auditCmd struct {
	Check  auditCheck  `cmd:"" help:"Say whether the audit is whole."`
	Export auditExport `cmd:"" help:"Print the audit, a JSON line for each entry, the newest first."`
}

type auditCheck struct{ books }

// Run checks the chain of hashes.
func (c auditCheck) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, _ people.Who) error {
		n, hash, err := d.Book.Check(w.ctx)
		return say(w, err, "%d entries, whole; the newest has hash %s\n", n, hash)
	})
}

type auditExport struct{ books }

// Run prints the exact lines.
func (c auditExport) Run(w *world) error {
	return c.with(w, func(d *desk.Desk, _ people.Who) error {
		return d.Book.Each(w.ctx, func(l hq.AuditLine) error {
			_, err := io.WriteString(w.stdout, string(l.Line)+"\n")
			return err
		})
	})
}
