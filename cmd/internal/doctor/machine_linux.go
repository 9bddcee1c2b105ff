package doctor

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// synchronised asks the kernel, which whoever keeps the clock tells.
func synchronised() (bool, error) {
	var t unix.Timex
	if _, err := unix.Adjtimex(&t); err != nil {
		return false, err
	}
	return t.Status&unix.STA_UNSYNC == 0, nil
}

// askService asks systemd.
func askService(ctx context.Context) (Service, error) {
	out, err := exec.CommandContext(ctx, "systemctl", "show", "kioskd.service", "--property=LoadState,UnitFileState,ActiveState,NRestarts").Output()
	if errors.Is(err, exec.ErrNotFound) {
		return Service{}, unknown("it has no systemd")
	}
	if err != nil {
		return Service{}, unknown("systemd does not answer: %s", reason(err))
	}
	return readUnit(string(out)), nil
}

// reason quotes what a program complained of, which says more than its exit code.
func reason(err error) string {
	var failed *exec.ExitError
	if errors.As(err, &failed) && len(failed.Stderr) > 0 {
		return strings.TrimSpace(string(failed.Stderr))
	}
	return err.Error()
}

// readUnit reads what systemctl shows.
func readUnit(text string) Service {
	p := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			p[name] = value
		}
	}
	restarts, _ := strconv.Atoi(p["NRestarts"]) // an old systemd has none
	return Service{
		Installed: p["LoadState"] == "loaded", Automatic: strings.HasPrefix(p["UnitFileState"], "enabled"),
		State: p["ActiveState"], Restarts: restarts,
		EnableBy: "systemctl enable kioskd", LogBy: "journalctl -u kioskd",
	}
}

// listVoices looks for what browsers speak with on Linux: speech-dispatcher, and
// a synthesiser behind it.
func listVoices(context.Context) (found []string, err error) {
	if _, err := exec.LookPath("speech-dispatcher"); err != nil {
		return nil, nil
	}
	for _, name := range []string{"espeak-ng", "espeak", "festival", "piper", "mimic3"} {
		if _, err := exec.LookPath(name); err == nil {
			found = append(found, name)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("speech-dispatcher is there, and no synthesiser for it")
	}
	return found, nil
}
