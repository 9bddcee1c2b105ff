package receipts

import (
	"slices"
	"sync"

	"kioskd/agent/pay"
	"kioskd/ui"
)

// title names a slip.
type title struct {
	key    pay.Key
	kind   string
	refund int // of a void, counted from 1
}

// board is what everybody may see: the printer, and what became of slips.
type board struct {
	mu      sync.Mutex // guards all below
	shown   ui.Printer
	changed chan struct{} // closed when shown is replaced
	states  map[title]ui.SlipState
	order   []title // of states, oldest first
}

// remembered is how many slips a board knows: more than a page can still show.
const remembered = 500

func newBoard(required bool) *board {
	return &board{
		shown:   ui.Printer{State: pay.PrinterAway, Required: required},
		changed: make(chan struct{}), states: map[title]ui.SlipState{},
	}
}

// Printer implements [ui.Paper].
func (b *board) Printer() (ui.Printer, <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.shown, b.changed
}

// printer is the printer as last told.
func (b *board) printer() pay.Printer {
	p, _ := b.Printer()
	return pay.Printer{State: p.State, Reason: p.Reason}
}

// told hears the driver.
func (b *board) told(p pay.Printer) {
	b.change(func(shown *ui.Printer) { shown.State, shown.Reason = p.State, p.Reason })
}

// note keeps what became of a slip, and shows it as the last one.
func (b *board) note(t title, s ui.SlipState) {
	b.change(func(shown *ui.Printer) {
		if _, known := b.states[t]; !known {
			b.order = append(b.order, t)
		}
		b.states[t] = s
		if len(b.order) > remembered {
			delete(b.states, b.order[0])
			b.order = slices.Delete(b.order, 0, 1)
		}
		shown.Slip = &ui.Slip{Key: t.key, Kind: t.kind, State: s}
	})
}

// stateOf returns what became of a slip, "" for one that nobody asked for.
func (b *board) stateOf(t title) ui.SlipState {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.states[t]
}

// change replaces what is shown and wakes who waits for it.
func (b *board) change(f func(*ui.Printer)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(&b.shown)
	b.shown.Seq++
	close(b.changed)
	b.changed = make(chan struct{})
}
