// Package kioskapp introduces the parts of the kiosk agent to one another: the
// journal, the agent, the driver, the uplink and the local API.
//
// [Open] takes the data folder and builds everything; [App.Run] runs it until
// told to stop, all in one errgroup. An [App] that is opened but not run is what
// the command line uses while no agent is running. While one is, the command
// line asks it through the control door ([Control], [Dial]): the same questions,
// the same answers, and never a second hand on the pad or the journal.
package kioskapp
