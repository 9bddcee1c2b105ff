package config

import (
	"os"
	"path/filepath"
)

func programData(name ...string) string {
	return filepath.Join(append([]string{os.Getenv("ProgramData"), "kioskd"}, name...)...)
}

func defaultData() string { return programData("data") }

func defaultPort() string { return "COM3" }

// File is where the configuration file is looked for when none is named.
func File() string { return programData("kioskd.toml") }
