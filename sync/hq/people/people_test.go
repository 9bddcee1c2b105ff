package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq/store/memory"
)

const secret = "four cups of barley tea"

// office is an HQ's people, with a clock that nobody waits for.
type office struct {
	*testing.T
	*People
	ctx context.Context
}

func story(t *testing.T, tell func(o office)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := office{t, New(memory.New(), rand.Reader), t.Context()}
		o.hasher.key = func(password, salt []byte) []byte { sum := sha256.Sum256(append(salt, password...)); return sum[:] }
		tell(o)
	})
}

func (o office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// hire adds a user with the usual password.
func (o office) hire(name string, role Role) {
	o.Helper()
	o.must(o.Add(o.ctx, name, role))
	o.must(o.SetPassword(o.ctx, name, secret))
}

func (o office) signIn(name, password string) (token string, code bool, err error) {
	return o.SignIn(o.ctx, Attempt{Name: name, Password: password, From: "10.0.0.9", Agent: "test"})
}

func (o office) in(name string) (token string) {
	o.Helper()
	token, _, err := o.signIn(name, secret)
	o.must(err)
	return token
}

func (o office) knows(token string) bool {
	o.Helper()
	_, err := o.BySession(o.ctx, token, "10.0.0.9", true)
	if err != nil && !errors.Is(err, ErrNobody) {
		o.Fatal(err)
	}
	return err == nil
}

func TestSignIn(t *testing.T) {
	story(t, func(o office) {
		o.hire("kim", Operator)
		for _, bad := range [][2]string{{"kim", "wrong"}, {"kim", ""}, {"lee", secret}, {"", ""}, {"' OR 1=1", secret}, {"kim", strings.Repeat("x", 1<<20)}} {
			if token, _, err := o.signIn(bad[0], bad[1]); !errors.Is(err, ErrWrong) || token != "" {
				t.Errorf("%.20q, %.20q: %q, %v", bad[0], bad[1], token, err)
			}
			o.must(o.right(o.ctx, "kim", "10.0.0.9"))
		}
		token := o.in("kim")
		who, err := o.BySession(o.ctx, token, "10.0.0.7", false)
		want := Who{Name: "kim", Role: Operator, Scopes: scopes[Operator], From: "10.0.0.7", Session: hashOf(token)}
		if diff := cmp.Diff(want, who); diff != "" || err != nil {
			t.Errorf("%v (-want +got)\n%s", err, diff)
		}
		if who.May(Commands) != nil || !errors.Is(who.May(Users), ErrForbidden) {
			t.Error("an operator commands, and makes no users")
		}
		o.must(o.SignOut(o.ctx, token))
		if o.knows(token) || o.knows("") || o.knows("garbage") {
			t.Error("a session that is none")
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	story(t, func(o office) {
		o.hire("kim", Viewer)
		idle, used := o.in("kim"), o.in("kim")
		for range 11 {
			time.Sleep(time.Hour)
			if !o.knows(used) {
				t.Fatal("a session in use ended")
			}
		}
		if o.knows(idle) {
			t.Error("an idle session lives")
		}
		time.Sleep(time.Hour + time.Minute)
		if o.knows(used) {
			t.Error("a session lives longer than half a day")
		}
		_ = o.in("kim")
		if all, err := o.sessions.All(o.ctx); err != nil || len(all) != 1 {
			t.Errorf("%d sessions are kept, %v", len(all), err)
		}
	})
}

// A page that looks by itself does not keep its session alive.
func TestPagesDoNotProlong(t *testing.T) {
	story(t, func(o office) {
		o.hire("kim", Viewer)
		token := o.in("kim")
		for range 3 {
			time.Sleep(50 * time.Minute)
			_, _ = o.BySession(o.ctx, token, "", false)
		}
		if o.knows(token) {
			t.Error("it lives")
		}
	})
}

func TestWhatEndsSessions(t *testing.T) {
	story(t, func(o office) {
		o.hire("boss", Admin)
		o.hire("kim", Operator)
		token := o.in("kim")
		o.must(o.SetRole(o.ctx, "kim", Viewer))
		if who, err := o.BySession(o.ctx, token, "", false); err != nil || who.Role != Viewer {
			t.Errorf("role %s, %v", who.Role, err)
		}
		o.must(o.Disable(o.ctx, "kim", true))
		if o.knows(token) {
			t.Error("a disabled user is in")
		}
		if _, _, err := o.signIn("kim", secret); !errors.Is(err, ErrWrong) {
			t.Errorf("a disabled user comes in: %v", err)
		}
		o.must(o.Disable(o.ctx, "kim", false))
		o.must(o.SetPassword(o.ctx, "kim", secret+"!"))
		if o.knows(token) {
			t.Error("a session outlived the password")
		}
	})
}

func TestLastAdmin(t *testing.T) {
	story(t, func(o office) {
		o.hire("kim", Admin)
		o.hire("lee", Operator)
		for _, err := range []error{o.SetRole(o.ctx, "kim", Viewer), o.Disable(o.ctx, "kim", true), o.SetRole(o.ctx, "nobody", Viewer), o.Add(o.ctx, "lee", Viewer), o.Add(o.ctx, "park", "king")} {
			if !errors.Is(err, ErrInput) {
				t.Errorf("%v", err)
			}
		}
		o.must(o.SetRole(o.ctx, "lee", Admin))
		o.must(o.SetRole(o.ctx, "kim", Viewer))
	})
}

func TestTokens(t *testing.T) {
	story(t, func(o office) {
		text, err := o.NewToken(o.ctx, "kim", "erp", []Scope{Read}, 30)
		o.must(err)
		who, err := o.ByToken(o.ctx, text, "10.0.0.9")
		if err != nil || who.Name != "token erp" || who.May(Read) != nil || !errors.Is(who.May(Commands), ErrForbidden) {
			t.Errorf("%+v, %v", who, err)
		}
		for _, bad := range []string{"", tokenPrefix, text + "a", strings.TrimPrefix(text, tokenPrefix)} {
			if _, err := o.ByToken(o.ctx, bad, ""); !errors.Is(err, ErrNobody) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		all, err := o.Tokens(o.ctx)
		if err != nil || len(all) != 1 || strings.Contains(text, all[0].ID) {
			t.Fatalf("%+v, %v", all, err)
		}
		o.must(o.EndToken(o.ctx, all[0].ID))
		if _, err := o.ByToken(o.ctx, text, ""); !errors.Is(err, ErrNobody) {
			t.Errorf("a token that has ended: %v", err)
		}
		text, err = o.NewToken(o.ctx, "kim", "erp", []Scope{Read}, 1)
		o.must(err)
		time.Sleep(24 * time.Hour)
		if _, err := o.ByToken(o.ctx, text, ""); !errors.Is(err, ErrNobody) {
			t.Errorf("an old token: %v", err)
		}
		if o.EndToken(o.ctx, "") == nil {
			t.Error("an empty id ended a token")
		}
	})
}

// TestPasswordsAreArgon: what is kept is what the name says, and fits nothing else.
func TestPasswordsAreArgon(t *testing.T) {
	t.Parallel()
	h := newHasher(rand.Reader)
	kept, err := h.hash(t.Context(), secret)
	again, _ := h.hash(t.Context(), secret)
	if err != nil || !strings.HasPrefix(kept, "$argon2id$v=19$m=19456,t=2,p=1$") || kept == again {
		t.Errorf("%s, %s, %v", kept, again, err)
	}
	for password, want := range map[string]bool{secret: true, secret + " ": false, "": false} {
		if got, err := h.fits(t.Context(), password, kept); got != want || err != nil {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	for _, broken := range []string{"", "$", kept[:40], prefix + "!$!", prefix + "AAAA$"} {
		if got, err := h.fits(t.Context(), "", broken); got || err != nil {
			t.Errorf("%q: %v, %v", broken, got, err)
		}
	}
}
