package version

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// Explain returns [String] and, below it, where this build comes from and what it is
// made of: a line each, for people.
func Explain(name string) string {
	lines := []string{name + " " + String()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return lines[0]
	}
	return strings.Join(append(lines,
		"made from   "+source(info),
		fmt.Sprintf("made by     %s for %s/%s", info.GoVersion, runtime.GOOS, runtime.GOARCH),
		fmt.Sprintf("made of     %d libraries; %s version --libraries names them", len(info.Deps), name),
	), "\n")
}

// source says which commit a build was made from, and whether anything was changed
// since.
func source(info *debug.BuildInfo) string {
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	if set["vcs.revision"] == "" {
		return "an unknown commit: it was built outside of a clone"
	}
	text := "commit " + set["vcs.revision"]
	if at, err := time.Parse(time.RFC3339, set["vcs.time"]); err == nil {
		text += " of " + at.UTC().Format("2006-01-02 15:04 UTC")
	}
	if set["vcs.modified"] == "true" {
		return text + ", changed since: no release"
	}
	return text + ", unchanged"
}

// Libraries lists the modules of this build, with their versions.
func Libraries() (all []string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		all = append(all, m.Path+" "+m.Version)
	}
	return all
}
