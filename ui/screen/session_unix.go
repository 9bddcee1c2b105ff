//go:build !windows

package screen

import (
	"errors"
	"fmt"
	"regexp"
)

const (
	autostartFile = "/etc/xdg/autostart/kioskd-screen.desktop"
	cageUnit      = "/etc/systemd/system/kioskd-screen.service"
	cageWanted    = "/etc/systemd/system/graphical.target.wants/kioskd-screen.service"
)

// desktopEntry starts the screen with every desktop session, by the Desktop
// Application Autostart Specification of freedesktop.org. A keeper that has ended
// is started again by its own loop.
const desktopEntry = `[Desktop Entry]
Type=Application
Name=Kiosk screen
Comment=Keeps the kiosk's browser on the screen
Exec=%q screen run
X-GNOME-Autostart-enabled=true
NoDisplay=true
`

// cageService starts the screen on a machine without a desktop, as the page
// "Starting Cage on boot with systemd" of cage's manual has it.
const cageService = `[Unit]
Description=The kiosk's screen
After=systemd-user-sessions.service kioskd.service dbus.socket systemd-logind.service
Wants=dbus.socket systemd-logind.service
Conflicts=getty@tty1.service
ConditionPathExists=/dev/tty0

[Service]
Type=simple
ExecStart=/usr/bin/cage -s -- %q screen run
User=%s
PAMName=login
TTYPath=/dev/tty1
TTYReset=yes
TTYVHangup=yes
TTYVTDisallocate=yes
StandardInput=tty-fail
UtmpIdentifier=tty1
UtmpMode=user
Restart=always
RestartSec=2
StartLimitIntervalSec=0

[Install]
WantedBy=graphical.target
`

var userName = regexp.MustCompile(`^[a-z_][a-z0-9_-]{0,31}$`)

// Install has the session of whoever stands at the machine start the screen, and
// returns what it wrote.
func (s Setup) Install() ([]string, error) {
	if s.CageUser == "" {
		file := s.path(autostartFile)
		return []string{file}, wrapInstall(put(file, fmt.Sprintf(desktopEntry, s.Program)))
	}
	if !userName.MatchString(s.CageUser) {
		return nil, wrapInstall(fmt.Errorf("%q is no name of a user", s.CageUser))
	}
	unit := s.path(cageUnit)
	text := fmt.Sprintf(cageService, s.Program, s.CageUser)
	return []string{unit, s.path(cageWanted)}, wrapInstall(errors.Join(put(unit, text), link(cageUnit, s.path(cageWanted))))
}

func wrapInstall(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("have the session start the screen: %w", err)
}

// Remove takes away what Install wrote, and returns what was there.
func (s Setup) Remove() (removed []string, err error) {
	for _, name := range []string{autostartFile, cageWanted, cageUnit} {
		was, dropErr := drop(s.path(name))
		if was {
			removed = append(removed, s.path(name))
		}
		err = errors.Join(err, dropErr)
	}
	return removed, err
}
