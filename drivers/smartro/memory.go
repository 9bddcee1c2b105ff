package smartro

import (
	"slices"
	"time"

	"kioskd/drivers/desk"
)

// memory is what the driver keeps when the link to the pad breaks. It belongs to
// the goroutine of Run.
type memory struct {
	since time.Time // when the driver was made

	trail trail   // of the charge that went out last
	open  []trail // earlier charges whose answer never came

	known    desk.Recent // approvals that were recorded
	shown    desk.Recent // approvals that the pad's own memory has shown
	shownAt  string      // when the last of them was sold, by the pad's clock
	recall   desk.Recall // whether it follows what was sold
	lastOnes desk.Recent // approvals that were taken back as "the last one"
	parts    desk.Recent // parts of payments that may have gone back
	said     []said      // answers without a name that were acknowledged lately
	speaks   bool        // the pad has answered L
}

// said is an answer that names no transaction: a rejection, or what a card is.
type said struct {
	frame Frame
	at    time.Time
}

// repeats is how long a pad may repeat an answer that it thinks was not heard.
const repeats = 15 * time.Second

// heard remembers an answer that names no transaction.
func (m *memory) heard(f Frame) {
	m.said = slices.DeleteFunc(m.said, func(s said) bool { return time.Since(s.at) > repeats })
	m.said = append(m.said, said{f, time.Now()})
}

// repeated reports whether such an answer was heard a moment ago.
func (m *memory) repeated(f Frame) bool {
	return slices.ContainsFunc(m.said, func(s said) bool { return s.frame.Equal(f) && time.Since(s.at) <= repeats })
}

// knows reports whether a result is an approval that was recorded, or shown, before.
func (m *memory) knows(r Result) bool {
	return r.Approved != nil && (m.known.Has(r.Approved.Ref()) || m.shown.Has(r.Approved.Ref()))
}

// show remembers what the pad's own memory has shown.
func (m *memory) show(r Result) {
	m.speaks = true
	if r.Approved == nil {
		if r.Rejected == nil {
			m.recall.Shows("")
		}
		return
	}
	m.recall.Shows(r.Approved.Ref())
	m.shownAt = r.Approved.Date + r.Approved.Time
	if !m.shown.Has(r.Approved.Ref()) {
		m.shown.Add(r.Approved.Ref())
	}
}
