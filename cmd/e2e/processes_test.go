package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/sync/hq/store/postgres/pgtest"
)

// hqAt starts a kioskhq at a database and returns it with its address.
func hqAt(t *testing.T, store string) (*program, string) {
	t.Helper()
	p, err := launch(filepath.Join(bin, "kioskhq"), append(os.Environ(), "KIOSKHQ_STORE="+store), "serve", "--listen", "127.0.0.1:0", "--token-key", filepath.Join(t.TempDir(), "tokens.key"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	const says = "kioskhq listening on "
	after, err := p.says(says, 0)
	if err == nil {
		_, err = p.says("\n", after)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, p.words())
	}
	address, _, _ := strings.Cut(p.words()[after:], "\n")
	return p, address
}

// database makes one on a server of the test's own.
func database(t *testing.T) string {
	t.Helper()
	server, err := pgtest.Start(pgtest.Options{})
	if pgtest.MayMiss(err) {
		t.Skip("it need not be on this machine: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	store, err := server.Database(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// TestTwoHQs: two processes at one database. A command that one is given reaches a
// kiosk at the other; then that one is killed under load, and no fact is lost or
// there twice.
func TestTwoHQs(t *testing.T) {
	t.Parallel()
	store := database(t)
	one, first := hqAt(t, store)
	other, second := hqAt(t, store)
	sync := func(address string) string { return "ws" + strings.TrimPrefix(address, "http") + "/sync" }
	load, err := launch(filepath.Join(bin, "kioskhq"), append(os.Environ(), "KIOSKHQ_LOAD_STORE="+store),
		"load", "--hq", sync(first)+","+sync(second), "--kiosks", "20", "--rate", "20", "--for", "10s", "--settle", "60s")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = load.cmd.Process.Kill() })
	if _, err := load.says(" 20 connected", 0); err != nil {
		t.Fatalf("%v\n%s\n%s", err, load.words(), one.words())
	}
	// Kiosk 1 is connected to the first; the simulated ones take no orders, and say so.
	out, err := exec.Command(filepath.Join(bin, "kioskhq"), "command", "load-000001", "check-pad", "--hq", second).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "takes no orders") {
		t.Errorf("a command by way of the other process: %v\n%s", err, out)
	}
	if err := one.end(true); err != nil {
		t.Error(err)
	}
	<-load.ended
	if load.err != nil || !strings.Contains(load.words(), "0 lost, 0 doubled, 0 kiosks") {
		t.Errorf("%v\n%s", load.err, load.words())
	}
	if err := other.end(false); err != nil {
		t.Errorf("%v\n%s", err, other.words())
	}
}
