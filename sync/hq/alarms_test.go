package hq_test

import (
	"strings"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// awaits waits for an alarm that waits for a person, and expects what it says.
func (l *hall) awaits(reason, about, says string, count int) {
	l.t.Helper()
	for {
		changed := l.h.Changed()
		a := l.alarm(reason, about)
		if a.Count >= count && a.Waits() {
			if !strings.Contains(a.Detail, says) || a.Kiosk != "k1" || a.Count != count || a.State != hq.AlarmOpen {
				l.t.Errorf("%s: %+v, want %q", reason, a, says)
			}
			return
		}
		select {
		case <-changed:
		case <-l.t.Context().Done():
			l.t.Fatalf("no alarm %s %s %d times: %+v", reason, about, count, a)
		}
	}
}

// TestJournalAlarms: what does not add up in a kiosk's journal is an alarm.
func TestJournalAlarms(t *testing.T) {
	t.Parallel()
	l, j := open(t), journal(8)
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	k.send(j, 3, 8)
	expect[*wire.Error](k)
	l.awaits(hq.AlarmGap, "e1", "facts from 3 follow 0", 1)

	k = l.enter("k1", j)
	expect[*wire.Welcome](k)
	k.send(j, 1, 8)
	k.expectAck(8)
	short := journal(4)
	expect[*wire.Fork](l.enter("k1", short))
	l.awaits(hq.AlarmFork, "e1", "its disk was restored", 1)
	expect[*wire.Fork](l.enter("k1", short))
	l.awaits(hq.AlarmFork, "e1", "its disk was restored", 2)

	fresh := wiretest.New("e2")
	fresh.Fill(2)
	for range 2 {
		expect[*wire.Welcome](l.enter("k1", fresh))
	}
	l.awaits(hq.AlarmEpoch, "e2", "begun a new journal", 1)
	if a := l.alarm(hq.AlarmEpoch, "e1"); a.Count != 0 {
		t.Errorf("a first journal is an alarm: %+v", a)
	}
}

// TestWhatKiosksSayAlarms: so is what a kiosk asks a person for, and what HQ refuses;
// the same line sent again is no news.
func TestWhatKiosksSayAlarms(t *testing.T) {
	t.Parallel()
	l, j := open(t), wiretest.New("e1")
	j.Add(wire.KindAlarm, "", wire.Body{Fault: 61, Reason: "Somebody needs help."})
	j.AddRaw(wire.KindAlarm, "", []byte(`{"v":1}`))
	broken := []byte(`{"no":"fact"`)
	k := l.enter("k1", j)
	expect[*wire.Welcome](k)
	k.send(j, 1, 2)
	k.expectAck(2)
	k.send(j, 1, 2)
	k.expectAck(2)
	l.awaits(hq.AlarmKiosk, "", "look at fact 2", 2)
	k.say(wire.NewFacts(3, [][]byte{broken}))
	k.expectAck(2)
	expect[*wire.Reject](k)
	l.awaits(hq.AlarmRefused, "e1", "line 3 of journal e1", 1)
	k.say(&wire.Status{State: "idle", Journal: "the log was torn"})
	k.say(&wire.Status{State: "idle", Journal: "the log was torn"})
	hash := wire.Hash(nil)
	k.say(&wire.SettingsResult{Version: 4, State: wire.SettingsRolledBack, Hash: hash, Reason: "the pad was gone"})
	l.awaits(hq.AlarmUnkept, "", "version 4 is rolled-back: the pad was gone", 1)
	l.awaits(hq.AlarmDisk, "", "the log was torn", 1)
	k.say(&wire.SettingsResult{Version: 5, State: wire.SettingsHealthy, Hash: hash})
	for {
		changed := l.h.Changed()
		if a := l.alarm(hq.AlarmUnkept, ""); a.State == hq.AlarmSettled && a.End.By == hq.Itself && strings.Contains(a.End.Note, "version 5") {
			break
		}
		<-changed
	}
}
