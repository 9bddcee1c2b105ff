package installer

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed systemd/kioskd.service
var unitText string

// UnitOptions are what a unit file depends on.
type UnitOptions struct {
	// Program is the absolute path of kioskd.
	Program string

	// Config is the configuration file, "" for the usual one.
	Config string

	// Group is the group that owns serial ports; "" means dialout, as on Debian.
	Group string

	// Version is systemd's; restart delays grow from 254 on, which is the first
	// that knows how. 0 is an old one.
	Version int

	// By says who has written the file, in its first line; "" means [ByInstall].
	By string
}

// growingSince is the first version of systemd that knows RestartSteps (its NEWS,
// version 254); older ones warn of it at every start.
const growingSince = 254

// ByInstall is how the first line of a unit begins that kioskd install has
// written.
const ByInstall = "Written by kioskd install"

const growingDelays = `
# After each failure in a row a longer pause, up to a minute.
RestartSteps=6
RestartMaxDelaySec=60s`

// Unit returns the text of the systemd unit. A path that a unit file would read as
// something else is refused.
func Unit(o UnitOptions) (string, error) {
	command := o.Program + " run"
	if o.Config != "" {
		command += " --config " + o.Config
	}
	if strings.ContainsAny(o.Program+o.Config, " \t\n\"'\\%$;") {
		return "", fmt.Errorf("a unit cannot run %q: choose paths of plain letters", command)
	}
	growing := ""
	if o.Version >= growingSince {
		growing = growingDelays
	}
	return strings.NewReplacer(
		"@BY@", either(o.By, ByInstall), "@COMMAND@", command,
		"@GROUP@", either(o.Group, "dialout"), "@GROWING@", growing,
	).Replace(unitText), nil
}

// either returns a, or b where a is empty.
func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
