package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/cmd/internal/keyfile"
	"kioskd/sync/hq/desk"
	"kioskd/sync/wire"
)

// shelf is an HQ's store on which commands work without an HQ that serves it.
type shelf struct {
	*testing.T
	store string
}

func newShelf(t *testing.T) shelf {
	return shelf{t, "sqlite:" + filepath.Join(t.TempDir(), "hq.db")}
}

func (s shelf) types(args ...string) (code int, said string) {
	var out bytes.Buffer
	code = run(s.Context(), append(args, "--store", s.store), noEnv, &out, &out)
	return code, out.String()
}

func (s shelf) good(want string, args ...string) string {
	s.Helper()
	code, said := s.types(args...)
	if code != good || !strings.Contains(said, want) {
		s.Errorf("kioskhq %v: exit code %d, said %q, want %q", args, code, said, want)
	}
	return said
}

func (s shelf) bad(want string, args ...string) {
	s.Helper()
	if code, said := s.types(args...); code == good || !strings.Contains(said, want) {
		s.Errorf("kioskhq %v: exit code %d, said %q, want %q", args, code, said, want)
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.good("nobody yet", "user", "list")
	s.good("https://hq.example/welcome#", "user", "add", "kim", "--role", "admin", "--address", "https://hq.example/")
	s.bad("a user called kim already", "user", "add", "kim")
	s.bad("small letters", "user", "add", "Kim Jiwoo")
	s.good("/welcome#", "user", "add", "lee")
	s.good("lee                  operator", "user", "list")
	s.good("is viewer now", "user", "role", "lee", "viewer")
	s.bad("only admin", "user", "role", "kim", "viewer")
	s.good("lee is out", "user", "disable", "lee")
	s.good(", disabled", "user", "list")
	s.good("again", "user", "enable", "lee")
	s.good("/welcome#", "user", "passwd", "lee")
	s.bad("no user called", "user", "passwd", "nobody")
	s.good("password alone", "user", "totp", "lee", "--off")
	token := s.good("kioskhq_", "token", "add", "erp", "--scope", "read", "--scope", "books")
	list := s.good("erp", "token", "list")
	if strings.Contains(list, strings.TrimSpace(token)) {
		t.Error("a token was shown twice")
	}
	s.bad("none of", "token", "add", "erp", "--scope", "all")
	s.good("ended", "token", "end", strings.Fields(list)[0])
	s.good("entries, whole", "audit", "check")
	if said := s.good(`"did":"user-added"`, "audit", "export"); strings.Contains(said, "welcome#") || strings.Contains(said, "kioskhq_") {
		t.Errorf("a secret stands in the audit: %s", said)
	}
}

func TestStoreInMemoryIsNobodyElses(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if code := run(t.Context(), []string{"user", "list", "--store", "memory:"}, noEnv, &out, &out); code != failed || !strings.Contains(out.String(), "serving HQ's alone") {
		t.Errorf("%d %s", code, &out)
	}
}

func TestSignACommand(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.good("keygen", d.file("operator.key"))
	unsigned := d.write("refund.json", `{"kiosk": "shop-7", "command": {"id": "c1", "name": "void-payment", "args": {"key": "key-1",  "reason": "cold tea & milk"}, "expires": "2026-11-21T03:00:00Z"}}`)
	d.good("sign", unsigned, "--key", d.file("operator.key"), "--out", d.file("signed.json"))
	c, err := desk.ParseCommand([]byte(d.good("sign", unsigned, "--key", d.file("operator.key"))))
	public, err2 := keyfile.Public(d.file("operator.key.pub"))
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	if string(c.Args) != `{"key":"key-1","reason":"cold tea \u0026 milk"}` {
		t.Errorf("arguments %s", c.Args)
	}
	if err := wire.Verify(public, wire.PurposeCommand, c.SignedBytes("shop-7"), c.Signature); err != nil {
		t.Error(err)
	}
	d.bad("no command from HQ's page", "sign", d.write("x.json", `{}`), "--key", d.file("operator.key"))
}

// TestCommandsOfAnHQWithUsers want a token.
func TestCommandsOfAnHQWithUsers(t *testing.T) {
	t.Parallel()
	said := refusal401(t)
	if !strings.Contains(said, "KIOSKHQ_TOKEN") || !strings.Contains(said, "kioskhq token add") {
		t.Errorf("said %q", said)
	}
}

func refusal401(t *testing.T) string {
	t.Helper()
	d := newDesk(t)
	var made struct{ Link string }
	err := office{HQ: d.address}.call(&world{ctx: t.Context(), getenv: noEnv}, "POST", "/api/v1/users", json.RawMessage(`{"name":"kim","role":"admin"}`), &made)
	if err != nil || made.Link == "" {
		t.Fatalf("%+v, %v", made, err)
	}
	_, said := d.types(d.at("commands", "shop-7")...)
	return said
}
