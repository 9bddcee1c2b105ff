package config

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// programData asks the system: a service need not have the variable of that name.
func programData(name ...string) string {
	top, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, 0)
	if err != nil {
		top = os.Getenv("ProgramData")
	}
	return filepath.Join(append([]string{top, "kioskd"}, name...)...)
}

func defaultData() string { return programData("data") }

func defaultPort() string { return "COM3" }

// File is where the configuration file is looked for when none is named.
func File() string { return programData("kioskd.toml") }
