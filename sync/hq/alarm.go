package hq

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// Alarm is something at which a person has to look: where, why, since when, how
// often, and who has taken it. One that comes back after its end is the same alarm,
// opened once more.
type Alarm struct {
	ID     string    `json:"id"`
	Kiosk  string    `json:"kiosk,omitempty"` // empty for one of HQ itself
	Reason string    `json:"reason"`          // one of [AlarmReasons]
	About  string    `json:"about,omitempty"` // which journal, version or day
	Detail string    `json:"detail"`          // a sentence, of the last time
	First  time.Time `json:"first"`           // since it was opened
	Last   time.Time `json:"last"`
	Count  int       `json:"count"`  // how often, since it was opened
	Opened int       `json:"opened"` // how often it has been opened: 1 for a new one

	State string    `json:"state"`
	Owner string    `json:"owner,omitempty"`
	End   *AlarmEnd `json:"end,omitempty"` // the last one; of an open alarm, the one before it was opened again

	Mark string `json:"mark,omitempty"` // of the last time; see [Trouble]
}

// AlarmEnd is how an alarm was settled.
type AlarmEnd struct {
	By   string    `json:"by"` // a person, or [Itself]
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

// Itself settles an alarm where the evidence does.
const Itself = "HQ itself"

// States of an alarm.
const (
	AlarmOpen    = "open"
	AlarmTaken   = "taken" // somebody looks after it
	AlarmSettled = "settled"
)

// Reasons of alarms. Each has one next step, which the pages name.
const (
	AlarmGap     = "gap"     // facts are missing before those that came
	AlarmFork    = "fork"    // the kiosk's journal is not the one that HQ holds
	AlarmEpoch   = "epoch"   // the kiosk has begun a new journal
	AlarmTwo     = "two"     // two machines have one identity
	AlarmRefused = "refused" // a line of the journal was refused; the kiosk keeps it in quarantine
	AlarmWaiting = "waiting" // facts wait at a kiosk that is connected
	AlarmSilent  = "silent"  // nothing was heard of a kiosk
	AlarmDisk    = "disk"    // the kiosk's last start found its journal or disk damaged
	AlarmForgot  = "forgot"  // a command may have been done and forgotten
	AlarmKiosk   = "kiosk"   // the kiosk itself says that a person should look
	AlarmBooks   = "books"   // a day's books do not meet the VAN's
	AlarmUnkept  = "unkept"  // a kiosk could not keep the settings it was given
	AlarmRollout = "rollout" // a roll-out was stopped by HQ itself
	AlarmWebhook = "webhook" // somebody else's server could not be told
	AlarmUpload  = "upload"  // an uploaded payment is not what the kiosk's journal says

	AlarmPhoneUnknown = "phone-unknown" // only people can find out what became of a payment by phone
	AlarmPhoneMoney   = "phone-money"   // money of a payment by phone is not as it should be
)

// AlarmReasons lists all reasons.
var AlarmReasons = []string{
	AlarmGap, AlarmFork, AlarmEpoch, AlarmTwo, AlarmRefused, AlarmWaiting, AlarmSilent, AlarmDisk,
	AlarmForgot, AlarmKiosk, AlarmBooks, AlarmUnkept, AlarmRollout, AlarmWebhook, AlarmUpload,
	AlarmPhoneUnknown, AlarmPhoneMoney,
}

// Trouble is what raises an alarm. Trouble with the same kiosk, reason and About is
// one alarm.
type Trouble struct {
	Kiosk, Reason, About string
	Detail               string // a sentence with what happened
	Times                int    // how often it happened at once; 0 means once

	// Mark names this very happening, if it may be seen more than once: the same mark
	// twice in a row counts once, also when somebody has settled the alarm meanwhile.
	Mark string
}

// AlarmID returns the id of the alarm that a trouble raises.
func (t Trouble) AlarmID() string {
	sum := sha256.Sum256([]byte(t.Kiosk + "\x00" + t.Reason + "\x00" + t.About))
	return hex.EncodeToString(sum[:10])
}

// After returns the alarm once more trouble has come, and whether that is new.
func (a Alarm) After(t Trouble, now time.Time) (Alarm, bool) {
	if a.Opened > 0 && t.Mark != "" && t.Mark == a.Mark {
		return a, false
	}
	if a.Opened == 0 || a.State == AlarmSettled {
		a.First, a.Count, a.State, a.Owner = now, 0, AlarmOpen, ""
		a.Opened++
	}
	a.ID, a.Kiosk, a.Reason, a.About = t.AlarmID(), t.Kiosk, t.Reason, t.About
	a.Detail, a.Last, a.Mark = t.Detail, now, t.Mark
	a.Count += max(t.Times, 1)
	return a, true
}

// Waits reports whether an alarm still wants a person.
func (a Alarm) Waits() bool { return a.State != AlarmSettled }

// sortAlarms puts first what nobody has taken, then what somebody has, the newest
// first of each.
func sortAlarms(all []Alarm) {
	order := []string{AlarmOpen, AlarmTaken, AlarmSettled}
	slices.SortStableFunc(all, func(a, b Alarm) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State)), b.Last.Compare(a.Last))
	})
}
