//go:build !windows

package config

func defaultData() string { return "/var/lib/kioskd" }

func defaultPort() string { return "/dev/ttyUSB0" }

// File is where the configuration file is looked for when none is named.
func File() string { return "/etc/kioskd/kioskd.toml" }
