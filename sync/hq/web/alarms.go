package web

import (
	"slices"

	"kioskd/sync/hq"
)

// trouble is an alarm with what it is called, and what to do about it.
type trouble struct {
	hq.Alarm
	look
	Next string
}

// reasons are what alarms are called, and the one next step of each.
var reasons = map[string]struct {
	look
	Next string
}{
	hq.AlarmGap:          {look{"facts are missing", "▲", "bad"}, "Keep this kiosk's disk as it is. On the kiosk, run kioskd queue check: it says which facts are missing, and whether the log has them."},
	hq.AlarmFork:         {look{"two journals of one kiosk", "▲", "bad"}, "Find out whether a disk was put back or a machine cloned. Leave the right one running; it begins a new journal by itself."},
	hq.AlarmEpoch:        {look{"a new journal", "▲", "care"}, "Find out why: a new disk, or one that was put back? If money was waiting in the journal before, get it from the old disk with kioskd queue export."},
	hq.AlarmTwo:          {look{"two machines, one identity", "▲", "bad"}, "Switch one of the two off, and enrol it anew under an id of its own. If you know of no second machine, revoke the key."},
	hq.AlarmRefused:      {look{"a line was refused", "▲", "bad"}, "Read the line on the kiosk with kioskd queue list, and book what it says by hand. Then settle this."},
	hq.AlarmWaiting:      {look{"facts do not get through", "◔", "care"}, "On the kiosk, run kioskd queue status: it says what waits in quarantine and why."},
	hq.AlarmSilent:       {look{"silent", "○", "care"}, "Call the shop: has the kiosk power and a line? This settles itself when the kiosk is heard again."},
	hq.AlarmDisk:         {look{"journal or disk damaged", "▲", "bad"}, "Nothing that was uploaded is lost. Run kioskd doctor on the kiosk, and change the disk if it says so."},
	hq.AlarmForgot:       {look{"a command may have been forgotten", "?", "care"}, "Look at the payment: was it done? If it was not, give the command anew."},
	hq.AlarmKiosk:        {look{"the kiosk calls a person", "!", "care"}, "Do what the kiosk says, there or on the phone with the shop. Then settle this."},
	hq.AlarmBooks:        {look{"books do not meet", "≠", "bad"}, "Open the day, and go through its differences one by one."},
	hq.AlarmUnkept:       {look{"settings could not be kept", "↩", "care"}, "Read why, correct the document, and offer the next version. This settles itself when the kiosk keeps one."},
	hq.AlarmRollout:      {look{"a roll-out was stopped", "■", "bad"}, "Open the roll-out: it says why, and takes you back to what was before."},
	hq.AlarmWebhook:      {look{"a webhook is not heard", "!", "care"}, "Open the webhook: what did the other server answer? Then send again what was given up."},
	hq.AlarmPhoneUnknown: {look{"a payment by phone is not certain", "?", "bad"}, "Look at the provider's own page, then say on the payment's page what stands there. This settles itself once HQ knows."},
	hq.AlarmPhoneMoney:   {look{"money by phone is not as it should be", "≠", "bad"}, "Open the payment by phone, compare it with the provider's own page, and give back there what should not have been taken. Then settle this."},
	hq.AlarmUpload:       {look{"an upload does not match", "≠", "care"}, "Compare the upload with the payment of the same key, and ask whoever runs the client."},
}

func troubleOf(a hq.Alarm) trouble {
	r := reasons[a.Reason]
	return trouble{a, r.look, r.Next}
}

func alarms(v *visit) error {
	all, err := v.hq.Alarms(v)
	if err != nil {
		return err
	}
	var waits, settled []trouble
	for _, a := range all {
		if a.Waits() {
			waits = append(waits, troubleOf(a))
		} else {
			settled = append(settled, troubleOf(a))
		}
	}
	shown := waits[:min(len(waits), waitingAlarms)]
	return v.show("alarms", values{"Waits": shown, "Waiting": len(waits), "More": len(waits) > len(shown), "Settled": settled[:min(len(settled), recentAlarms)]})
}

// How many alarms the page shows. What waits beyond that shows when those before are
// settled; the machines' door has them all.
const (
	waitingAlarms = 200
	recentAlarms  = 50
)

func alarm(v *visit) error {
	a, err := v.hq.Alarm(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.show("alarm", values{"Alarm": troubleOf(a)})
}

// mostOpen is how far the badge on every page counts.
const mostOpen = 99

// openCount is how many alarms nobody has taken, or that they are More than N.
type openCount struct {
	N    int
	More bool
}

// alarmsOpen counts the alarms that nobody has taken, for whoever is signed in.
func (v *visit) alarmsOpen() (openCount, error) {
	if v.who.Name == "" {
		return openCount{}, nil
	}
	n, err := v.hq.CountOpen(v, mostOpen+1)
	return openCount{min(n, mostOpen), n > mostOpen}, err
}

// alarmsOf returns the alarms of a kiosk that wait.
func (v *visit) alarmsOf(kiosk string) (of []trouble, err error) {
	all, err := v.hq.Alarms(v)
	all = slices.DeleteFunc(all, func(a hq.Alarm) bool { return a.Kiosk != kiosk || !a.Waits() })
	for _, a := range all {
		of = append(of, troubleOf(a))
	}
	return of, err
}

func takeAlarm(v *visit) error {
	id := v.r.PathValue("id")
	if err := v.Desk.TakeAlarm(v, v.who, id); err != nil {
		return err
	}
	return v.then("/alarms/"+escape(id), "alarm")
}

func settleAlarm(v *visit) error {
	id := v.r.PathValue("id")
	count, err := whole(v.field("count"))
	if err != nil {
		return err
	}
	if err := v.Desk.SettleAlarm(v, v.who, id, v.field("note"), int(count)); err != nil {
		return err
	}
	return v.then("/alarms/"+escape(id), "calm")
}
