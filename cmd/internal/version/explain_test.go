package version

import (
	"runtime/debug"
	"strings"
	"testing"
)

// TestSource: a build from a commit can be told from one of changed files.
func TestSource(t *testing.T) {
	t.Parallel()
	setting := func(all ...string) *debug.BuildInfo {
		var info debug.BuildInfo
		for i := 0; i < len(all); i += 2 {
			info.Settings = append(info.Settings, debug.BuildSetting{Key: all[i], Value: all[i+1]})
		}
		return &info
	}
	for want, info := range map[string]*debug.BuildInfo{
		"commit abc123 of 2026-01-05 09:00 UTC, unchanged":                 setting("vcs.revision", "abc123", "vcs.time", "2026-01-05T09:00:00Z", "vcs.modified", "false"),
		"commit abc123 of 2026-01-05 09:00 UTC, changed since: no release": setting("vcs.revision", "abc123", "vcs.time", "2026-01-05T18:00:00+09:00", "vcs.modified", "true"),
		"an unknown commit: it was built outside of a clone":               setting(),
	} {
		if got := source(info); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestExplain: the first line is what other programs read.
func TestExplain(t *testing.T) {
	t.Parallel()
	first, rest, _ := strings.Cut(Explain("kioskd"), "\n")
	if first != "kioskd "+String() || !strings.Contains(rest, "made from") || !strings.Contains(rest, "libraries") {
		t.Errorf("%s\n%s", first, rest)
	}
}
