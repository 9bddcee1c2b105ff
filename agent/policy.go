package agent

// Policy is what the shop has decided. The zero Policy is that of an ordinary
// kiosk.
type Policy struct {
	// KeepOrphans leaves an approval that no order asked for to the staff, where
	// otherwise it goes back by itself as soon as the pad shows it.
	KeepOrphans bool
}
