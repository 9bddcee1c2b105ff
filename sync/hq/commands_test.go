package hq_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// epoch returns a journal of an epoch, with a fact.
func epoch(name string) *wiretest.Journal {
	j := wiretest.New(name)
	j.Fill(1)
	return j
}

// order has HQ give a command.
func (l *hall) order(id, name string) {
	l.t.Helper()
	if status, answer := l.post("/api/v1/kiosks/k1/commands", map[string]any{"id": id, "name": name}); status != 200 {
		l.t.Fatalf("%d %v", status, answer)
	}
}

// comes has the kiosk come with a journal, and takes the commands that it is given.
func (l *hall) comes(j *wiretest.Journal, commands ...string) *line {
	l.t.Helper()
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	for _, id := range commands {
		if c := expect[*wire.Command](k); c.ID != id {
			l.t.Fatalf("in epoch %s: given %+v, want %s", j.Epoch, c, id)
		}
	}
	return k
}

// hears tells HQ how the kiosk is, and makes sure that it has heard everything so
// far and said nothing else.
func (k *line) hears(j *wiretest.Journal) {
	k.t.Helper()
	k.say(&wire.Status{State: "idle"})
	k.send(j, 1, 1)
	k.expectAck(1)
}

// note returns what the machines' door says of a command.
func (l *hall) note(id string) (found hq.CommandNote) {
	l.t.Helper()
	var all struct{ Commands []hq.CommandNote }
	if status := l.get("/api/v1/kiosks/k1/commands", &all); status != http.StatusOK {
		l.t.Fatal(status)
	}
	for _, n := range all.Commands {
		if n.ID == id {
			return n
		}
	}
	l.t.Fatalf("no command %s in %+v", id, all)
	return found
}

// alarm returns the alarm of one reason and about one thing, or none.
func (l *hall) alarm(reason, about string) hq.Alarm {
	l.t.Helper()
	all, err := l.h.Alarms(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	for _, a := range all {
		if a.Reason == reason && a.About == about {
			return a
		}
	}
	return hq.Alarm{}
}

// TestForgottenCommands: what a kiosk may have done and forgotten, since it comes
// with another epoch, is not given again but ended, and people are told.
func TestForgottenCommands(t *testing.T) {
	t.Parallel()
	l, old, fresh := open(t), epoch("e1"), epoch("e2")
	for id, name := range map[string]string{"pay": wire.CommandRequestPayment, "void": wire.CommandVoidPayment, "own": "of-the-future"} {
		l.order(id, name)
		k := l.comes(old, id)
		k.hears(old)
		l.comes(old, id).hears(old) // the same epoch: it may not have come through
		if n := l.note(id); n.Given != "e1" || n.State != "" {
			t.Errorf("given %+v", n)
		}
		l.comes(fresh).hears(fresh)
		if n := l.note(id); n.State != wire.CommandFailed || !strings.Contains(n.Reason, "look at the books") {
			t.Errorf("ended as %+v", n)
		}
		if a := l.alarm(hq.AlarmForgot, id); !strings.Contains(a.Detail, id) || !strings.Contains(a.Detail, "look at the books") {
			t.Errorf("people are told %+v", a)
		}
		l.comes(old).hears(old) // nor is it given to the old one, wherever that comes from
	}
}

// TestForgottenRunning: what a kiosk had begun has no end after its memory was put
// back. What could be repeated is, as long as the kiosk has not begun it.
func TestForgottenRunning(t *testing.T) {
	t.Parallel()
	l, old, fresh := open(t), epoch("e1"), epoch("e2")
	l.order("restart", wire.CommandRestart)
	k := l.comes(old, "restart")
	k.say(&wire.CommandResult{ID: "restart", State: wire.CommandRunning})
	l.order("lock", wire.CommandLock)
	expect[*wire.Command](k)
	k.hears(old)
	again := l.comes(fresh, "lock")
	again.hears(fresh)
	if n := l.note("restart"); n.State != wire.CommandFailed {
		t.Errorf("ended as %+v", n)
	}
	again.say(&wire.CommandResult{ID: "restart", State: wire.CommandDone})
	again.hears(fresh)
	if n := l.note("restart"); n.State != wire.CommandDone || n.Given != "e1" {
		t.Errorf("the kiosk knew after all, and %+v is kept", n)
	}
}

// runs has a kiosk come in a run of its program.
func (l *hall) runs(run string, j *wiretest.Journal) *line {
	l.t.Helper()
	k := l.dial()
	h := hello("k1", j, k.nonce)
	h.Run = run
	k.say(h)
	expect[*wire.Welcome](k)
	return k
}

// TestAnotherRun: a disk can be put back without HQ being able to see it, and then
// only the kiosk's having been started anew shows that it may have forgotten. What it
// has not forgotten it tells first.
func TestAnotherRun(t *testing.T) {
	t.Parallel()
	l, j := open(t), epoch("e1")
	l.order("lost", wire.CommandRequestPayment)
	l.order("known", wire.CommandRequestPayment)
	k := l.runs("r1", j)
	for _, id := range []string{"lost", "known"} {
		if c := expect[*wire.Command](k); c.ID != id {
			t.Errorf("given %+v, want %s", c, id)
		}
	}
	k.hears(j)
	k = l.runs("r2", j)
	k.say(&wire.CommandResult{ID: "known", State: wire.CommandDone})
	k.hears(j)
	if n := l.note("lost"); n.State != wire.CommandFailed || n.Given != "e1/r1" {
		t.Errorf("ended as %+v", n)
	}
	if n := l.note("known"); n.State != wire.CommandDone || n.Reason != "" {
		t.Errorf("ended as %+v", n)
	}
	if a := l.alarm(hq.AlarmForgot, "lost"); a.Count != 0 {
		t.Errorf("people are told %+v of what may just not have arrived", a)
	}
}

// TestCommandsWaitForAnEpoch: a kiosk whose journal has forked is told what can be
// repeated; what moves money waits for its next epoch.
func TestCommandsWaitForAnEpoch(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(3)
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	k.send(j, 1, 3)
	k.expectAck(3)
	forked := l.enter("k1", epoch("e1"))
	expect[*wire.Fork](forked)
	l.order("pay", wire.CommandRequestPayment)
	l.order("lock", wire.CommandLock)
	if c := expect[*wire.Command](forked); c.ID != "lock" {
		t.Errorf("given %+v", c)
	}
	forked.say(&wire.CommandResult{ID: "lock", State: wire.CommandDone})
	forked.say(&wire.Bye{})
	forked.expectEnd()
	fresh := epoch("e2")
	l.comes(fresh, "pay").hears(fresh)
	if n := l.note("pay"); n.Given != "e2" || n.State != "" {
		t.Errorf("given %+v", n)
	}
}

// forgetful is a store that does not always note what is given.
type forgetful struct {
	hq.Store
	broken atomic.Bool
}

func (s *forgetful) GiveCommand(ctx context.Context, kiosk, id, epoch string) (string, error) {
	if s.broken.Load() {
		return "", errors.New("HQ's disk failed")
	}
	return s.Store.GiveCommand(ctx, kiosk, id, epoch)
}

// TestNotNotedNotGiven: a command is not said when HQ cannot note that it is. The
// kiosk is sent away, and comes back for it.
func TestNotNotedNotGiven(t *testing.T) {
	t.Parallel()
	l, j := open(t), epoch("e1")
	disk := &forgetful{Store: l.store}
	l.h.Store = disk
	k := l.comes(j)
	disk.broken.Store(true)
	l.order("pay", wire.CommandRequestPayment)
	if e := expect[*wire.Error](k); e.Code != wire.CodeInternal {
		t.Errorf("told %+v", e)
	}
	late := l.enter("k1", j)
	expect[*wire.Welcome](late)
	if e := expect[*wire.Error](late); e.Code != wire.CodeInternal {
		t.Errorf("told %+v", e)
	}
	late.expectEnd()
	disk.broken.Store(false)
	l.comes(j, "pay")
	if n := l.note("pay"); n.Given != "e1" || n.Expires.Before(time.Now()) {
		t.Errorf("given %+v", n)
	}
}
