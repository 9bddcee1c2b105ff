package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"kioskd/agent/pay"
)

// Recorder has offers made durable while the line is listened to.
type Recorder struct {
	verdicts chan Verdict
	gone     chan struct{}
	busy     *sync.WaitGroup
}

// Verdict says whether an offer is on disk.
type Verdict struct {
	Ref string // the approval's
	Err error  // nil when it is
}

func newRecorder(busy *sync.WaitGroup) *Recorder {
	return &Recorder{verdicts: make(chan Verdict), gone: make(chan struct{}), busy: busy}
}

// Verdicts brings one verdict for each offer recorded.
func (r *Recorder) Verdicts() <-chan Verdict { return r.verdicts }

// Record has an offer made durable, in a goroutine of its own. The context
// should be that of Run: an approval is worth recording whoever asked for it.
func (r *Recorder) Record(ctx context.Context, o pay.Offer, accept pay.Accept) {
	r.busy.Go(func() {
		v := Verdict{Ref: o.Approval.Ref, Err: accept(ctx, o)}
		select {
		case r.verdicts <- v:
		case <-r.gone:
		}
	})
}

// Recent remembers the references of approvals that are on disk, also when the
// link to the pad breaks. A pad repeats only its last, so a few will do.
type Recent struct{ refs []string }

// recentRefs is how many are remembered.
const recentRefs = 32

// Add remembers one.
func (r *Recent) Add(ref string) {
	r.refs = append(r.refs, ref)
	if len(r.refs) > recentRefs {
		r.refs = slices.Delete(r.refs, 0, 1)
	}
}

// Has reports whether one is remembered.
func (r *Recent) Has(ref string) bool { return slices.Contains(r.refs, ref) }

func kindOf(v any) string { return fmt.Sprintf("%T", v) }
