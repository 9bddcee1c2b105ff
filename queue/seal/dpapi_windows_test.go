package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

func TestDPAPI(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "queue.key")
	key, err := Make(Default(path), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || bytes.Contains(text, key.marshal()) {
		t.Errorf("the key is in plain, %v", err)
	}
	if !load(t, Default(path)).Equal(key) {
		t.Error("the key read back is another")
	}
}

func TestEverybodyMayNotRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "queue.key")
	key, err := Make(Default(path), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	setRights(t, path, "D:PAI(A;;FA;;;OW)(A;;FR;;;WD)")
	if _, err := Default(path).Load(); !errors.Is(err, ErrRights) {
		t.Errorf("error %v, want %v", err, ErrRights)
	}
	if err := Default(path).Save(key); err != nil {
		t.Fatal(err)
	}
	if !load(t, Default(path)).Equal(key) {
		t.Error("saved anew, the key is another")
	}
}

func setRights(t *testing.T, path, text string) {
	t.Helper()
	sd, err := windows.SecurityDescriptorFromString(text)
	if err != nil {
		t.Fatal(err)
	}
	dacl, _, err := sd.DACL()
	if err != nil {
		t.Fatal(err)
	}
	const which = windows.DACL_SECURITY_INFORMATION | windows.PROTECTED_DACL_SECURITY_INFORMATION
	if err := windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, which, nil, nil, dacl, nil); err != nil {
		t.Fatal(err)
	}
}
