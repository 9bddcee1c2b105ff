package link

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestOneHandOnAPort: whatever way its name is written, and the refusal says who
// has it.
func TestOneHandOnAPort(t *testing.T) {
	t.Setenv("ProgramData", t.TempDir())
	first, err := claimPort("COM77")
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("used by another kioskd, process %d", os.Getpid())
	for _, name := range []string{"COM77", "com77", `\\.\COM77`} {
		if _, err := claimPort(name); !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
	other, err := claimPort("COM78")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(other.release(), first.release(), first.release()); err != nil {
		t.Fatal(err)
	}
	again, err := claimPort("COM77")
	if err != nil {
		t.Fatal(err)
	}
	if err := again.release(); err != nil {
		t.Error(err)
	}
}
