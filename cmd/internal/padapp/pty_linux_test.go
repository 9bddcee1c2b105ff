package padapp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPTY(t *testing.T) {
	t.Parallel()
	exercise(t, "pty")
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
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	other, err := New(Config{Listen: "pty:" + path})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Listen(); err == nil || !strings.Contains(err.Error(), "is no link") {
		t.Errorf("a file in the way gave %v", err)
	}
}
