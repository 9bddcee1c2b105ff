// Package version says which build this is: the release, the commit it was made
// from, and the Go that made it.
package version

import "runtime/debug"

// Release is the released version, set when a release is built.
var Release = "0.1.0-dev"

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
