package padapp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/agent/pay"
)

func TestPTY(t *testing.T) {
	t.Parallel()
	exercise(t, "smartro", "pty", 3)
}

func TestZVTOverPTY(t *testing.T) {
	t.Parallel()
	exercise(t, "zvt", "pty", 2)
}

func TestNamedPTY(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ttyPAD")
	app, stop := startApp(t, Config{Listen: "pty:" + path})
	if got := app.Address(); got != "serial:"+path {
		t.Errorf("address %q", got)
	}
	k, _ := startKiosk(t, app)
	k.mustPay(t)
	stop()
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("the link is left behind: %v", err)
	}
	if err := os.Symlink("/dev/pts/99999", path); err != nil { // a killed simulator's
		t.Fatal(err)
	}
	again, stop := startApp(t, Config{Listen: "pty:" + path})
	startKiosk(t, again)
	refused(t, path, "another padsim listens")
	stop()
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, path, "is no link")
	device := filepath.Join(t.TempDir(), "device")
	if err := os.Symlink(path, device); err != nil {
		t.Fatal(err)
	}
	refused(t, device, "leads to "+path)
}

// refused fails if a pad can listen at a path after all.
func refused(t *testing.T, path, why string) {
	t.Helper()
	app, err := New(Config{Listen: "pty:" + path})
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Listen(); err == nil || !strings.Contains(err.Error(), why) {
		t.Errorf("listening on %s gave %v, want %q", path, err, why)
	}
}

// TestLinkOfAnother: a link that points elsewhere by now is left alone.
func TestLinkOfAnother(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ttyPAD")
	_, stop := startApp(t, Config{Listen: "pty:" + path})
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("elsewhere", path); err != nil {
		t.Fatal(err)
	}
	stop()
	if got, err := os.Readlink(path); err != nil || got != "elsewhere" {
		t.Errorf("the link leads to %q, %v", got, err)
	}
}

// TestPulledCable: while the cable is out the pad's device is gone, not a name for
// whatever terminal has its number by then.
func TestPulledCable(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ttyPAD")
	app, _ := startApp(t, Config{Listen: "pty:" + path, Script: "vanish van away=200s"})
	k, _ := startKiosk(t, app)
	if _, err := k.pay(t); pay.FateOf(err) != pay.Unknown {
		t.Errorf("a cut line gave %v", err)
	}
	k.await(t, false)
	if name, err := os.Readlink(path); !os.IsNotExist(err) {
		t.Errorf("the pulled pad is still called %s: %q, %v", path, name, err)
	}
	k.await(t, true)
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the pad is back without its name: %v", err)
	}
}
