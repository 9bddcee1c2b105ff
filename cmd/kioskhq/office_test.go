package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kioskd/cmd/internal/keyfile"
	"kioskd/sync/wire"
)

// bureau is where an operator types commands at an HQ that runs.
type bureau struct {
	*testing.T
	dir, address string
}

func newDesk(t *testing.T) *bureau {
	t.Helper()
	d := &bureau{T: t, dir: t.TempDir()}
	d.good("keygen", d.file("settings.key"))
	out, in := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(t.Context(), []string{"serve", "--listen", "127.0.0.1:0", "--store", "memory:", "--settings-key", d.file("settings.key.pub")}, noEnv, in, io.Discard)
		_ = in.Close()
	}()
	t.Cleanup(func() {
		if c := <-code; c != good { // the test's context has ended
			t.Errorf("serve: exit code %d", c)
		}
	})
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, d.address, _ = strings.Cut(strings.TrimSpace(first), "listening on ")
	return d
}

func (d *bureau) file(name string) string { return filepath.Join(d.dir, name) }

func (d *bureau) write(name, text string) string {
	d.Helper()
	if err := os.WriteFile(d.file(name), []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
	return d.file(name)
}

// types types a command. Those that talk to HQ name its address.
func (d *bureau) types(args ...string) (code int, said string) {
	var out bytes.Buffer
	code = run(d.Context(), args, noEnv, &out, &out)
	return code, out.String()
}

func (d *bureau) at(args ...string) []string { return append(args, "--hq", d.address) }

func (d *bureau) good(args ...string) string {
	d.Helper()
	code, said := d.types(args...)
	if code != good {
		d.Fatalf("kioskhq %v: exit code %d: %s", args, code, said)
	}
	return said
}

func (d *bureau) bad(want string, args ...string) {
	d.Helper()
	if code, said := d.types(args...); code != failed || !strings.Contains(said, want) {
		d.Errorf("kioskhq %v: exit code %d, said %q, want %q", args, code, said, want)
	}
}

// enrol plays a kiosk, and returns the name of its key and HQ's answer.
func (d *bureau) enrol(code string) (key string, answer wire.Enrolled) {
	d.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		d.Fatal(err)
	}
	body, err := json.Marshal(wire.NewEnrolment(code, private))
	if err != nil {
		d.Fatal(err)
	}
	resp, err := http.Post(d.address+"/enrol", "application/json", bytes.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != http.StatusOK {
		d.Fatalf("enrol: %s, %v", resp.Status, err)
	}
	return wire.KeyName(public), answer
}

func TestEnrolment(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	said := d.good(d.at("enroll-code", "shop-7")...)
	code := regexp.MustCompile(`^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\n`).FindString(said)
	if code == "" || !strings.Contains(said, "kioskd enroll --code "+code[:14]) {
		t.Fatalf("said %q", said)
	}
	if !strings.Contains(d.good(d.at("keys", "shop-7")...), "has not enrolled") {
		t.Error("a key before the enrolment")
	}
	key, answer := d.enrol(strings.TrimSpace(code))
	if answer.Kiosk != "shop-7" || answer.SettingsKey == "" {
		t.Errorf("answer %+v", answer)
	}
	if said := d.good(d.at("keys", "shop-7")...); !strings.HasPrefix(said, key) {
		t.Errorf("keys: %s", said)
	}
	if code, said := d.types(d.at("revoke", "shop-7", key)...); code != usage {
		t.Errorf("revoked without a reason: %d, %s", code, said)
	}
	d.good(d.at("revoke", "shop-7", key, "--reason", "stolen")...)
	if said := d.good(d.at("keys", "shop-7", "--json")...); !strings.Contains(said, `"reason": "stolen"`) {
		t.Errorf("keys: %s", said)
	}
	d.bad("not found", d.at("revoke", "shop-7", "nothing", "--reason", "x")...)
	d.bad("kiosk", d.at("enroll-code", "no good")...)
	d.bad("within_s", d.at("enroll-code", "shop-7", "--within", "200h")...)
	d.bad("HQ does not answer", "enroll-code", "shop-7", "--hq", "http://127.0.0.1:9")
}

func TestSettings(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	doc := d.write("shop.json", "{\n  \"version\": 3,\n  \"for\": [\"*\"],\n  \"log\": {\"level\": \"info\"}\n}\n")
	if said := d.good("settings", "check", doc); said != "version 3 for *: good\n" {
		t.Errorf("check: %q", said)
	}
	d.bad("for: names no kiosk", "settings", "check", d.write("bad.json", `{"version": 3}`))
	d.good("settings", "sign", doc, "--key", d.file("settings.key"), "--out", d.file("signed.json"))
	d.good(d.at("settings", "push", d.file("signed.json"))...)
	d.bad("exists already", d.at("settings", "push", d.file("signed.json"))...)
	d.bad("no signed document", d.at("settings", "push", doc)...)
	if said := d.good(d.at("settings", "show", "shop-7")...); !strings.Contains(said, "nothing about any document") {
		t.Errorf("show: %s", said)
	}
	d.good("keygen", d.file("other.key"))
	other := d.write("other.json", d.good("settings", "sign", doc, "--key", d.file("other.key")))
	d.bad("wrong signature", d.at("settings", "push", other)...)
	d.bad("no PEM file", "settings", "sign", doc, "--key", doc)
}

// TestSignedAsItTravels: arguments may be written in any way, with spaces and &; the
// signature fits those that arrive.
func TestSignedAsItTravels(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.good("keygen", d.file("operator.key"))
	public, err := keyfile.Public(d.file("operator.key.pub"))
	if err != nil {
		t.Fatal(err)
	}
	c := commandCmd{Kiosk: "shop-7", Name: wire.CommandVoidPayment, Args: `{"key": "table-1",  "reason": "tea & milk"}`, Key: d.file("operator.key")}
	given, err := c.command(rand.Reader, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(given)
	if err != nil {
		t.Fatal(err)
	}
	var arrived wire.Command
	if err := json.Unmarshal(text, &arrived); err != nil {
		t.Fatal(err)
	}
	if err := wire.Verify(public, wire.PurposeCommand, arrived.SignedBytes("shop-7"), arrived.Signature); err != nil {
		t.Errorf("%s: %v", arrived.Args, err)
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if said := d.good(d.at("commands", "shop-7")...); !strings.Contains(said, "was told nothing") {
		t.Errorf("commands: %s", said)
	}
	d.good(d.at("command", "shop-7", "check-pad", "--wait", "0s")...)
	d.bad("no result within 10ms", d.at("command", "shop-7", "restart", "--wait", "10ms")...)
	d.bad("not JSON", d.at("command", "shop-7", "restart", "--args", "{")...)
	if said := d.good(d.at("commands", "shop-7")...); strings.Count(said, "waits for the kiosk") != 2 {
		t.Errorf("commands: %s", said)
	}
}
