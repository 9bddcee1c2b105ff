package config

import (
	"os"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Folder returns the data folder alone, of a configuration that may hold settings
// which only a newer version knows. What cannot be read has the default; whoever
// loads the configuration says what is wrong with it.
func Folder(file string, environ []string) string {
	for _, line := range environ {
		if value, ok := strings.CutPrefix(line, prefix+"DATA="); ok {
			return value
		}
	}
	var c struct {
		Data string `toml:"data"`
	}
	if text, err := os.ReadFile(file); err == nil && toml.Unmarshal(text, &c) == nil && c.Data != "" {
		return c.Data
	}
	return defaultData()
}
