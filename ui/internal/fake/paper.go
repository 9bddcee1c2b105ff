package fake

import (
	"context"
	"fmt"
	"sync"

	"kioskd/agent/pay"
	"kioskd/ui"
)

// Paper is a receipt printer that is how it is told to be, and remembers what it
// was asked for. Its methods may be called from several goroutines.
type Paper struct {
	mu      sync.Mutex // guards all below
	printer ui.Printer
	changed chan struct{} // closed when printer changes
	heard   []string
	refusal error
}

var _ ui.Paper = (*Paper)(nil)

// NewPaper returns a printer that is ready.
func NewPaper() *Paper {
	return &Paper{printer: ui.Printer{State: pay.PaperReady}, changed: make(chan struct{})}
}

// Show makes p the printer; its Seq is the next one.
func (f *Paper) Show(p ui.Printer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p.Seq = f.printer.Seq + 1
	f.printer = p
	close(f.changed)
	f.changed = make(chan struct{})
}

// Refuse makes every wish fail from now on.
func (f *Paper) Refuse(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refusal = err
}

// Heard returns the wishes so far, as in "KEY {sale ko false}".
func (f *Paper) Heard() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.heard...)
}

// Printer implements [ui.Paper].
func (f *Paper) Printer() (ui.Printer, <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.printer, f.changed
}

// Print implements [ui.Paper].
func (f *Paper) Print(_ context.Context, key pay.Key, w ui.Wish) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refusal != nil {
		return f.refusal
	}
	f.heard = append(f.heard, fmt.Sprintf("%s %v", key, w))
	return nil
}
