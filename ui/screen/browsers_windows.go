package screen

import (
	"os"
	"path/filepath"
)

// browsers are the usual places: Edge comes with Windows, and Chrome installs for
// all users or for one.
func browsers() (list []string) {
	for _, name := range []string{`Microsoft\Edge\Application\msedge.exe`, `Google\Chrome\Application\chrome.exe`, `Chromium\Application\chrome.exe`} {
		for _, place := range []string{"ProgramFiles(x86)", "ProgramFiles", "LocalAppData"} {
			if dir := os.Getenv(place); dir != "" {
				list = append(list, filepath.Join(dir, name))
			}
		}
	}
	return list
}
