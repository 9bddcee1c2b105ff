//go:build linux

package main

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/cmd/powercut/internal/talk"
)

// telling is a machine that says lines, one a second, and then goes on running
// in silence, or goes off.
func telling(t *testing.T, off bool, lines ...talk.Line) *machine {
	m := &machine{said: make(chan talk.Line)}
	go func() {
		for _, l := range lines {
			select {
			case <-time.After(time.Second):
			case <-t.Context().Done():
				return
			}
			select {
			case m.said <- l:
			case <-t.Context().Done():
				return
			}
		}
		if off {
			close(m.said)
		}
	}()
	return m
}

var (
	mounted = talk.Line{Word: talk.Mounted, Text: talk.NoMark}
	have    = talk.Line{Word: talk.Have, Seq: 7, Text: "seven"}
	refused = talk.Line{Word: talk.Refused, Text: "it is damaged"}
	failed  = talk.Line{Word: talk.Failed, Text: "no disk"}
	ack     = talk.Line{Word: talk.Ack, Seq: 8, Text: "eight"}
)

func TestWatch(t *testing.T) {
	for _, row := range []struct {
		name     string
		how      plug
		off      bool
		lines    []talk.Line
		want     verdict
		promised uint64
		after    time.Duration // when the plug is pulled
		fault    string
	}{
		{
			name: "cut after opening", how: plug{after: 1500 * time.Millisecond}, lines: []talk.Line{mounted, have, ack},
			want: verdict{seen: true, last: 7}, promised: 8, after: 3500 * time.Millisecond,
		},
		{
			name: "cut while opening", how: plug{early: true, after: 500 * time.Millisecond}, lines: []talk.Line{mounted, have},
			promised: 7, after: 1500 * time.Millisecond,
		},
		{
			name: "only a look", how: plug{check: true}, off: true, lines: []talk.Line{mounted, have},
			want: verdict{seen: true, last: 7}, promised: 7, after: 2 * time.Second,
		},
		{
			name: "refused at once", how: plug{after: time.Hour}, lines: []talk.Line{mounted, refused, ack},
			want: verdict{seen: true, refusal: refused.String()}, promised: 7, after: 2 * time.Second,
		},
		{name: "gave up", lines: []talk.Line{failed}, promised: 7, after: time.Second, fault: "no disk"},
		{name: "went off", off: true, lines: []talk.Line{mounted}, promised: 7, after: time.Second, fault: "went off by itself"},
		{name: "went off before it looked", how: plug{check: true}, off: true, lines: []talk.Line{mounted}, promised: 7, after: time.Second, fault: "went off by itself"},
		{name: "went off in its kernel", off: true, promised: 7, fault: errAsleep.Error()},
		{name: "stuck in its kernel", promised: 7, after: wakeUp, fault: errAsleep.Error()},
		{name: "silent", lines: []talk.Line{mounted}, promised: 7, after: patience, fault: "nothing that helps"},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				p, start := promise{7, "seven"}, time.Now()
				got, err := watch(ctx, telling(t, row.off, row.lines...), &p, row.how)
				if got != row.want || p.seq != row.promised || time.Since(start) != row.after {
					t.Errorf("got %+v, promised %d, after %v", got, p.seq, time.Since(start))
				}
				if (err == nil) != (row.fault == "") || err != nil && !strings.Contains(err.Error(), row.fault) {
					t.Errorf("error %v, want one with %q", err, row.fault)
				}
			})
		})
	}
}

// A machine that lost a fact is stopped before it writes over what is left.
func TestWatchStopsAtALoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := promise{9, "nine"}
		v, err := watch(t.Context(), telling(t, false, mounted, have, ack), &p, plug{after: time.Hour})
		if err != nil || v.missing != 2 {
			t.Errorf("got %+v, error %v, want 2 missing", v, err)
		}
	})
}

// The dice give both kinds of cut, and the same seed gives the same ones.
func TestThrow(t *testing.T) {
	throw := func(seed uint64) (list []plug) {
		g := rig{dice: rand.New(rand.NewPCG(seed, 0))}
		for range 100 {
			list = append(list, g.throw(false))
		}
		return list
	}
	early := 0
	for i, p := range throw(1) {
		if p != throw(1)[i] {
			t.Fatal("the same seed gives another cut")
		}
		if p.early {
			early++
		}
		if p.check || p.after < 0 || p.after >= 4*time.Second {
			t.Errorf("an odd cut: %+v", p)
		}
	}
	if early < 5 || early > 50 {
		t.Errorf("%d of 100 cuts come early, want about 20", early)
	}
}
