package installer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/kardianos/service"
)

// ownUnit is where the manager's package writes its unit; a package's unit has
// another place, and is not touched.
const ownUnit = "/etc/systemd/system/" + Name + ".service"

const next = "; see why with: journalctl -u " + Name + " -n 30"

func managed() bool { return service.Platform() == "linux-systemd" }

func config(o Options) (*service.Config, error) {
	unit, err := Unit(UnitOptions{Program: o.Program, Config: o.Config, Group: serialGroup(), Version: systemdVersion()})
	if err != nil {
		return nil, err
	}
	return &service.Config{
		Name: Name, DisplayName: displayName, Description: description, Executable: o.Program,
		Option: service.KeyValue{"SystemdScript": unit},
	}, nil
}

func systemdVersion() int {
	out, err := systemctl("--version")
	if err != nil {
		return 0
	}
	return readVersion(out)
}

// readVersion reads a line as in "systemd 252 (252.39-1~deb12u2)"; 0 where there
// is none.
func readVersion(text string) int {
	words := strings.Fields(text)
	if len(words) < 2 || words[0] != "systemd" {
		return 0
	}
	number, _, _ := strings.Cut(words[1], ".")
	n, _ := strconv.Atoi(number) // 0 is an old one
	return n
}

// Register makes the service known and has it started at every boot. It may be
// called again: a unit of ours is brought up to date, one that a package has
// brought is only enabled.
func (s *Service) Register() (undo func() error, err error) {
	was, err := s.State()
	if err != nil {
		return nil, err
	}
	if was.Installed && was.From != ownUnit {
		_, err := systemctl("enable", Name+".service")
		return nil, err
	}
	old, err := os.ReadFile(ownUnit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err == nil {
		if err := os.Remove(ownUnit); err != nil {
			return nil, err
		}
	}
	if err := s.manager.Install(); err != nil {
		return nil, fmt.Errorf("register the service: %w", errors.Join(err, restoreUnit(old)))
	}
	return func() error { return errors.Join(s.manager.Uninstall(), restoreUnit(old)) }, nil
}

// restoreUnit puts back what was there; nothing where nothing was.
func restoreUnit(old []byte) error {
	if old == nil {
		return ignoreMissing(os.Remove(ownUnit))
	}
	if err := os.WriteFile(ownUnit, old, 0o644); err != nil {
		return err
	}
	_, err := systemctl("daemon-reload")
	return err
}

// ErrPackaged says that a package has brought the service, and has to take it away.
var ErrPackaged = errors.New("the service belongs to a package: remove it with the system's own means, as in: apt remove kioskd")

// Remove takes the service away. It is harmless where there is none.
func (s *Service) Remove() error {
	was, err := s.State()
	if err != nil || !was.Installed {
		return err
	}
	if was.From != ownUnit {
		return ErrPackaged
	}
	if err := s.manager.Uninstall(); err != nil {
		return fmt.Errorf("take the service away: %w", err)
	}
	return nil
}

// State asks systemd.
func (s *Service) State() (State, error) {
	out, err := systemctl("show", Name+".service", "--property=LoadState,ActiveState,SubState,UnitFileState,FragmentPath,NRestarts,MainPID")
	if err != nil {
		return State{}, err
	}
	return readState(out), nil
}

func readState(text string) State {
	value := map[string]string{}
	for line := range strings.Lines(text) {
		name, v, _ := strings.Cut(strings.TrimSpace(line), "=")
		value[name] = v
	}
	number := func(name string) int {
		n, _ := strconv.Atoi(value[name]) // "[not set]" is none
		return n
	}
	return State{
		Installed: value["LoadState"] == "loaded", AtBoot: value["UnitFileState"] == "enabled",
		Running: value["ActiveState"] == "active", Word: value["ActiveState"] + " (" + value["SubState"] + ")",
		From: value["FragmentPath"], Restarts: number("NRestarts"), Process: number("MainPID"),
	}
}

// systemctl returns what systemd says to a command. None is given up half-way: it
// would not be known what became of it.
func systemctl(args ...string) (string, error) {
	var out, complaints strings.Builder
	cmd := exec.Command("systemctl", args...) //nolint:noctx // see above
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("systemctl %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(complaints.String()))
	}
	return out.String(), nil
}
