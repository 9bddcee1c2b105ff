package rest

import (
	"fmt"
	"slices"

	"kioskd/sync/hq"
)

// Alarms are alarms, those that nobody has taken first.
type Alarms struct {
	Alarms []hq.Alarm `json:"alarms"`
}

// alarms lists the alarms that wait for a person, or those in one state, or of one
// kiosk.
func alarms(c *call) (any, error) {
	state, kiosk := c.r.FormValue("state"), c.r.FormValue("kiosk")
	if states := []string{"", hq.AlarmOpen, hq.AlarmTaken, hq.AlarmSettled}; !slices.Contains(states, state) {
		return nil, input(fmt.Errorf("state %q is none of %q", state, states[1:]))
	}
	all, err := c.HQ.Alarms(c)
	list := Alarms{[]hq.Alarm{}}
	for _, a := range all {
		asked := a.State == state || state == "" && a.Waits()
		if asked && (kiosk == "" || a.Kiosk == kiosk) {
			list.Alarms = append(list.Alarms, a)
		}
	}
	return list, err
}

func alarm(c *call) (any, error) { return c.HQ.Alarm(c, c.r.PathValue("id")) }

func takeAlarm(c *call) (any, error) {
	return Done{true}, c.TakeAlarm(c, c.who, c.r.PathValue("id"))
}

// AlarmFinding is what a person, or a program, found out about an alarm.
type AlarmFinding struct {
	Note  string `json:"note"`
	Count int    `json:"count"` // how often it had happened when that was found out
}

func settleAlarm(c *call) (any, error) {
	var f AlarmFinding
	if err := c.take(&f); err != nil {
		return nil, err
	}
	return Done{true}, c.SettleAlarm(c, c.who, c.r.PathValue("id"), f.Note, f.Count)
}
