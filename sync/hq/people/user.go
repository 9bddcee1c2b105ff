package people

import (
	"context"
	"errors"
	"io"
	"regexp"
	"time"

	"kioskd/sync/hq"
)

// Causes of refusals.
var (
	ErrInput  = errors.New("not possible")
	ErrWrong  = errors.New("name, password or code is wrong")
	ErrNobody = errors.New("sign in first")
	ErrLink   = errors.New("this link is wrong, used or too old; ask for another")
)

// User is somebody who may sign in.
type User struct {
	Name     string    `json:"name"`
	Role     Role      `json:"role"`
	Disabled bool      `json:"disabled,omitempty"`
	Added    time.Time `json:"added"`

	Second   bool `json:"second"`             // signs in with a second step
	Recovery int  `json:"recovery,omitempty"` // codes that are left
}

// user is a user as it is kept.
type user struct {
	Role     Role        `json:"role"`
	Password string      `json:"password,omitempty"` // hash; empty until the user has set one
	Second   *secondStep `json:"second,omitempty"`
	Recovery []string    `json:"recovery,omitempty"` // hashes
	Disabled bool        `json:"disabled,omitempty"`
	Added    time.Time   `json:"added"`
}

func (u user) public(name string) User {
	return User{Name: name, Role: u.Role, Disabled: u.Disabled, Added: u.Added, Second: u.Second != nil, Recovery: len(u.Recovery)}
}

// People is everybody who may come in. Its methods may be called from many
// goroutines, and from many processes over one store.
type People struct {
	rand     io.Reader
	hasher   hasher
	users    hq.Drawer[user]
	sessions hq.Drawer[session]
	tokens   hq.Drawer[token]
	links    hq.Drawer[link]
	tries    hq.Drawer[tries]
}

// New returns the people that a store keeps. What has to be random comes from r.
func New(o hq.Office, r io.Reader) *People {
	return &People{
		rand: r, hasher: newHasher(r),
		users:    hq.Drawer[user]{Office: o, Kind: "user"},
		sessions: hq.Drawer[session]{Office: o, Kind: "session"},
		tokens:   hq.Drawer[token]{Office: o, Kind: "token"},
		links:    hq.Drawer[link]{Office: o, Kind: "link"},
		tries:    hq.Drawer[tries]{Office: o, Kind: "tries"},
	}
}

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)

// CheckName refuses names that are no names of users.
func CheckName(name string) error {
	if !nameForm.MatchString(name) {
		return Bad("a name has 2 to 32 small letters, digits, dots, lines: kim, jiwoo.park")
	}
	return nil
}

// Users returns all users, by name.
func (p *People) Users(ctx context.Context) ([]User, error) {
	kept, err := p.users.All(ctx)
	all := make([]User, len(kept))
	for i, k := range kept {
		all[i] = k.Value.public(k.Name)
	}
	return all, err
}

// Any reports whether there is a user who can sign in, or could be.
func (p *People) Any(ctx context.Context) (bool, error) {
	all, err := p.users.All(ctx)
	return len(all) > 0, err
}

// Add adds a user, who has no password yet: see [People.NewLink].
func (p *People) Add(ctx context.Context, name string, role Role) error {
	if err := CheckName(name); err != nil {
		return err
	}
	if _, err := ParseRole(string(role)); err != nil {
		return err
	}
	err := p.users.Add(ctx, name, user{Role: role, Added: time.Now().UTC().Truncate(time.Second)})
	if errors.Is(err, hq.ErrExists) {
		return Bad("there is a user called %s already", name)
	}
	return err
}

// change changes a user who is there.
func (p *People) change(ctx context.Context, name string, change func(*user) error) error {
	_, err := p.users.Change(ctx, name, func(u *user) error {
		if u.Role == "" {
			return Bad("there is no user called %q", name)
		}
		return change(u)
	})
	return err
}

// SetRole gives a user another role. The last admin stays one.
func (p *People) SetRole(ctx context.Context, name string, role Role) error {
	if _, err := ParseRole(string(role)); err != nil {
		return err
	}
	if err := p.notLast(ctx, name, role == Admin); err != nil {
		return err
	}
	return p.change(ctx, name, func(u *user) error { u.Role = role; return nil })
}

// Disable keeps a user out, at once, or lets one in again.
func (p *People) Disable(ctx context.Context, name string, disabled bool) error {
	if err := p.notLast(ctx, name, !disabled); err != nil {
		return err
	}
	return p.change(ctx, name, func(u *user) error { u.Disabled = disabled; return nil })
}

// notLast refuses what would leave HQ without an admin.
func (p *People) notLast(ctx context.Context, name string, stays bool) error {
	all, err := p.Users(ctx)
	if err != nil || stays {
		return err
	}
	for _, u := range all {
		if u.Name != name && u.Role == Admin && !u.Disabled {
			return nil
		}
	}
	return Bad("%s is the only admin; make another one first", name)
}

// SetPassword gives a user a password, and ends the user's sessions.
func (p *People) SetPassword(ctx context.Context, name, password string) error {
	if err := CheckPassword(name, password); err != nil {
		return err
	}
	hash, err := p.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	if err := p.change(ctx, name, func(u *user) error { u.Password = hash; return nil }); err != nil {
		return err
	}
	return errors.Join(p.tries.Drop(ctx, userTries(name)), p.EndSessions(ctx, name))
}
