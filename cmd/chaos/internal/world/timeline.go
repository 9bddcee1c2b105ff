package world

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// timeline is what happened, for people and for comparison.
type timeline struct {
	start time.Time
	place string // left out of what is said: the folder is another one each time

	mu    sync.Mutex // guards lines
	lines []line
}

type line struct {
	at    time.Duration
	who   string
	what  string
	aside bool // not compared between runs
}

// note adds a line: who did or saw what.
func (t *timeline) note(who, format string, args ...any) { t.add(false, who, format, args...) }

// aside adds a line that helps people and is not compared, since its words may
// depend on what the Go runtime did first.
func (t *timeline) aside(who, format string, args ...any) { t.add(true, who, format, args...) }

func (t *timeline) add(aside bool, who, format string, args ...any) {
	what := strings.ReplaceAll(fmt.Sprintf(format, args...), t.place, "")
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines = append(t.lines, line{time.Since(t.start), who, what, aside})
}

// sorted returns the lines by instant and then by who noted them.
func (t *timeline) sorted() []line {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.SortedStableFunc(slices.Values(t.lines), func(a, b line) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.who, b.who))
	})
}

// String writes the timeline for people.
func (t *timeline) String() string {
	var b strings.Builder
	for _, l := range t.sorted() {
		b.WriteString(l.String())
	}
	return b.String()
}

func (l line) String() string {
	at := l.at.Round(time.Millisecond)
	return fmt.Sprintf("%02d:%02d:%06.3f  %-8s %s\n", int(at.Hours()), int(at.Minutes())%60, at.Seconds()-60*float64(int(at.Minutes())), l.who, l.what)
}

// hash is the same for the same events at the same nanoseconds. What is done in
// one instant is done at once: who came to the pen first is the Go runtime's
// affair, and means nothing.
func (t *timeline) hash() string {
	lines := slices.DeleteFunc(t.sorted(), func(l line) bool { return l.aside })
	slices.SortFunc(lines, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.who, b.who), cmp.Compare(a.what, b.what))
	})
	h := sha256.New()
	for _, l := range lines {
		_, _ = fmt.Fprintln(h, int64(l.at), l.who, l.what) // never fails
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
}
