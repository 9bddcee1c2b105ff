package people

import (
	"errors"
	"slices"

	"kioskd/sync/hq/said"
)

// Role is what a user is for.
type Role string

// The roles, each of which may do all that those before it may.
const (
	Viewer   Role = "viewer"
	Operator Role = "operator"
	Admin    Role = "admin"
)

// Roles lists all roles.
var Roles = []Role{Viewer, Operator, Admin}

// Scope is something that a user or a token may do.
type Scope string

// The scopes. A token has some of them, a role has all up to a line.
const (
	Read     Scope = "read"     // look at everything but users and the audit
	Kiosks   Scope = "kiosks"   // enrolment codes, keys
	Commands Scope = "commands" // commands, and asking for refunds
	Settings Scope = "settings" // documents and roll-outs
	Cases    Scope = "cases"    // settle what a person has to
	Books    Scope = "books"    // import statements
	Audit    Scope = "audit"    // read the audit
	Users    Scope = "users"    // users and tokens
	Webhooks Scope = "webhooks" // whom HQ tells what happened
)

// Scopes lists all scopes.
var Scopes = []Scope{Read, Kiosks, Commands, Settings, Cases, Books, Audit, Users, Webhooks}

// scopes are what each role may do.
var scopes = map[Role][]Scope{
	Viewer:   {Read},
	Operator: {Read, Kiosks, Commands, Settings, Cases, Books, Audit},
	Admin:    Scopes,
}

// ErrForbidden says that somebody is known, and may not do this.
var ErrForbidden = errors.New("you may not do this")

// Who is somebody who has come in: a user, or a machine with a token.
type Who struct {
	Name    string // of the user or the token
	Role    Role   // of a user; empty for a machine
	Scopes  []Scope
	From    string // network address
	Session string // name of a user's session; empty for a machine
}

// May returns nil when somebody may do something, or [ErrForbidden] with what is
// missing.
func (w Who) May(s Scope) error {
	if slices.Contains(w.Scopes, s) {
		return nil
	}
	if w.Role != "" {
		return said.No(ErrForbidden, "it needs another role than %s; an admin can give you one", string(w.Role))
	}
	return said.No(ErrForbidden, "the token does not have the scope %q", string(s))
}

// ParseRole reads a role.
func ParseRole(s string) (Role, error) {
	if r := Role(s); slices.Contains(Roles, r) {
		return r, nil
	}
	return "", Bad("role %q is none of %v", s, Roles)
}

// ParseScopes reads the scopes of a token.
func ParseScopes(words []string) (all []Scope, err error) {
	for _, w := range words {
		if !slices.Contains(Scopes, Scope(w)) {
			return nil, Bad("scope %q is none of %v", w, Scopes)
		}
		all = append(all, Scope(w))
	}
	if len(all) == 0 {
		return nil, Bad("name at least one scope of %v", Scopes)
	}
	return all, nil
}
