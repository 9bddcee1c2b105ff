package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var errWork = errors.New("work failed")

func work(d time.Duration) func(context.Context) error {
	return func(context.Context) error {
		time.Sleep(d)
		return errWork
	}
}

func TestProgressOfWork(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		watched bool
		took    time.Duration
		tells   int
		last    string
	}{
		{"short, logged", false, 9 * time.Second, 0, ""},
		{"long, logged", false, 25 * time.Second, 2, "checking: at work, 20s\n"},
		{"short, watched", true, 400 * time.Millisecond, 0, ""},
		{"long, watched", true, 2300 * time.Millisecond, 4, "checking: at work, 2s\x1b[K\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				p := &progress{out: &out, what: "checking", watched: tt.watched, begun: time.Now(), told: time.Now()}
				if err := p.during(t.Context(), work(tt.took)); !errors.Is(err, errWork) {
					t.Errorf("error %v, want %v", err, errWork)
				}
				if got := strings.Count(out.String(), "checking"); got != tt.tells || !strings.HasSuffix(out.String(), tt.last) {
					t.Errorf("told %d times, want %d: %q", got, tt.tells, out.String())
				}
			})
		})
	}
}

func TestProgressOfSteps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := (&terminal{errOut: &out}).progress("exporting")
		for i := range uint64(100) {
			time.Sleep(300 * time.Millisecond)
			p.at("fact", i+1, 100)
		}
		p.end()
		if want := "exporting: fact 34 of 100, 10.2s\nexporting: fact 68 of 100, 20.4s\n"; out.String() != want {
			t.Errorf("told %q, want %q", out.String(), want)
		}
	})
}
