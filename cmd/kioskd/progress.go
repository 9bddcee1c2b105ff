package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

// How often long work tells how far it is: often enough to see that it goes on
// where somebody watches, seldom enough not to fill a log.
const (
	watchedEvery = 500 * time.Millisecond
	loggedEvery  = 10 * time.Second
)

// progress tells people how far long work is: one line that changes on a
// terminal, a line now and then anywhere else. Nothing is said about work that
// is done before it would be.
type progress struct {
	out     io.Writer
	what    string
	watched bool
	begun   time.Time
	told    time.Time
}

func (t *terminal) progress(what string) *progress {
	now := time.Now()
	return &progress{out: t.errOut, what: what, watched: isTerminal(t.errOut), begun: now, told: now}
}

// isTerminal reports whether somebody may be watching.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (p *progress) every() time.Duration {
	if p.watched {
		return watchedEvery
	}
	return loggedEvery
}

// at tells that so many of all are done, if it is time to say something.
func (p *progress) at(what string, done, all uint64) {
	if time.Since(p.told) >= p.every() {
		p.tell(fmt.Sprintf("%s %d of %d", what, done, all))
	}
}

func (p *progress) tell(how string) {
	p.told = time.Now()
	line := fmt.Sprintf("%s: %s, %s", p.what, how, p.told.Sub(p.begun).Round(100*time.Millisecond))
	if p.watched {
		_, _ = fmt.Fprintf(p.out, "\r%s\x1b[K", line) // up to the line's end, what an earlier one left is wiped out
		return
	}
	_, _ = fmt.Fprintln(p.out, line)
}

// end leaves the terminal's next line to others.
func (p *progress) end() {
	if p.watched && p.told != p.begun {
		_, _ = fmt.Fprintln(p.out)
	}
}

// during runs work that cannot say how far it is, and tells meanwhile how long
// it has been at it.
func (p *progress) during(ctx context.Context, work func(context.Context) error) error {
	defer p.end()
	ticker := time.NewTicker(p.every())
	defer ticker.Stop()
	ended := make(chan error, 1)
	go func() { ended <- work(ctx) }()
	for {
		select {
		case err := <-ended:
			return err
		case <-ticker.C:
			p.tell("at work")
		}
	}
}
