//go:build linux

package main

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"kioskd/cmd/powercut/internal/talk"
	"kioskd/queue"
)

// ear keeps what a guest says and calls enough when it has heard so many lines.
type ear struct {
	mu     sync.Mutex // guards lines
	lines  []string
	many   int
	enough func()
}

func (e *ear) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lines = append(e.lines, string(p)); len(e.lines) == e.many {
		e.enough()
	}
	return len(p), nil
}

// Whatever the guest promises is in the queue, with the mark it said; and when
// the queue fails under it, it says so instead of going on.
func TestWorkPromisesWhatIsThere(t *testing.T) {
	q, err := queue.Open(t.TempDir(), queue.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := q.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	console := &ear{many: 100, enough: stop}
	if err := work(ctx, q, console); !errors.Is(err, context.Canceled) {
		t.Errorf("work ended with %v, want that it was stopped", err)
	}
	for _, said := range console.lines {
		l, ours := talk.Parse(said)
		if !ours || l.Word != talk.Ack || !strings.HasSuffix(said, "\n") {
			t.Fatalf("said %q", said)
		}
		if mark, err := markOf(q, l.Seq); err != nil || mark != l.Text {
			t.Errorf("fact %d: mark %s, error %v, promised %s", l.Seq, mark, err, l.Text)
		}
	}
	if err := q.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestMarkOfNothing(t *testing.T) {
	q, err := queue.Open(t.TempDir(), queue.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, seq := range []uint64{0, 1} {
		if mark, err := markOf(q, seq); err != nil || mark != talk.NoMark {
			t.Errorf("fact %d of an empty queue: mark %s, error %v", seq, mark, err)
		}
	}
	if err := q.Close(); err != nil {
		t.Error(err)
	}
}

func TestParseArgs(t *testing.T) {
	a, err := parseArgs([]string{"-options=nobarrier", "-ask=12", "-check", "-lie"})
	if want := (args{ask: 12, only: true, lie: true, options: "nobarrier"}); err != nil || a != want {
		t.Errorf("got %+v, error %v", a, err)
	}
	if _, err := parseArgs([]string{"-ask=many"}); err == nil {
		t.Error("a number that is none: no error")
	}
}
