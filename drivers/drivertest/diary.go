package drivertest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// diary holds what happened, in words, and what was wrong with it.
type diary struct {
	began time.Time

	mu     sync.Mutex // guards what is below
	lines  []string
	faults []string
}

// note writes down what happened.
func (d *diary) note(format string, args ...any) { d.write(fmt.Sprintf(format, args...)) }

func (d *diary) write(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf("%11s  %s", time.Since(d.began).Round(time.Millisecond), line))
}

// fault writes down what must never happen. The same words count once.
func (d *diary) fault(format string, args ...any) {
	words := fmt.Sprintf(format, args...)
	d.write("WRONG: " + words)
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Contains(d.faults, words) {
		d.faults = append(d.faults, words)
	}
}

// Write takes a line of the driver's log.
func (d *diary) Write(line []byte) (int, error) {
	d.write("log: " + strings.TrimSpace(string(line)))
	return len(line), nil
}

// verdict is how a scenario ended.
type verdict struct {
	faults []string
	diary  string
	passed [2]int   // bytes on the cable while it was watched
	seams  [2][]int // where pieces ended
}

func (d *diary) end(c *cable) verdict {
	passed, seams := c.count()
	d.mu.Lock()
	defer d.mu.Unlock()
	return verdict{faults: slices.Clone(d.faults), diary: strings.Join(d.lines, "\n"), passed: passed, seams: seams}
}

// text returns everything that was written so far.
func (d *diary) text() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.lines, "\n")
}
