package drivertest

import (
	"fmt"
	"time"
	_ "time/tzdata" // for a place where clocks are set
)

// calendar lists payments at the end of a year, and with pads whose clock is wrong
// or is set meanwhile.
func calendar(s Subject) (list []scenario) {
	places := map[string]*time.Location{
		"right": nil, "a day ahead": time.FixedZone("ahead", 26*3600), "a day behind": time.FixedZone("behind", -26*3600),
	}
	for _, script := range clockScripts(s) {
		for _, early := range []time.Duration{time.Second, 3 * time.Second, time.Minute} {
			for _, clock := range []string{"right", "a day ahead", "a day behind"} {
				list = append(list, scenario{
					kind: "turns of the year", name: fmt.Sprintf("%q %v before, the pad's clock is %s", script, early, clock),
					script: script, act: paysAndVoids, wait: newYear - early, place: places[clock],
				})
			}
			for _, at := range []time.Duration{clockForward, clockBack} {
				list = append(list, scenario{
					kind: "clocks that are set", name: fmt.Sprintf("%q %v before day %d", script, early, at/day),
					script: script, act: paysAndVoids, wait: at - early, place: berlin(),
				})
			}
		}
	}
	return list
}

// Moments after the start of 2000, a leap year, when pads' clocks do odd things. In
// Berlin they go back and forward by an hour, as they do elsewhere when somebody
// sets them.
const (
	day          = 24 * time.Hour
	newYear      = 366 * day
	clockForward = 85*day + time.Hour  // 26 March, 02:00
	clockBack    = 302*day + time.Hour // 29 October, 03:00
)

func berlin() *time.Location {
	place, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err) // time/tzdata is linked in
	}
	return place
}

// clockScripts are payments in which a clock may matter.
func clockScripts(s Subject) (scripts []string) {
	for _, script := range []string{"approve", "lose-response", "vanish van", "approve late=130s", "silent", "approve\nvoid lose-response", "decline " + s.Decline} {
		if s.speaks(script) {
			scripts = append(scripts, script)
		}
	}
	return scripts
}
