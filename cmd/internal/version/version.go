// Package version says which build this is: the release, the commit it was made
// from, and the Go that made it.
package version

import (
	"runtime/debug"
	"time"
)

// Release is the released version, set when a release is built.
var Release = "0.1.0-dev"

// Built returns when the commit of this build was made; the zero time where the
// build does not know.
func Built() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, _ := time.Parse(time.RFC3339, s.Value) // zero where it is none
			return at
		}
	}
	return time.Time{}
}

// String returns the release and, as far as the build knows it, the commit.
func String() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Release
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = " " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+changes"
		}
	}
	return Release + commit + changed + " " + info.GoVersion
}
