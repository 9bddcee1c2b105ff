package world

import (
	"fmt"
	"time"
)

// Kind says what is wrong.
type Kind string

// The kinds.
const (
	Lost        Kind = "lost"        // the VAN has money, or somebody was promised something, and the books do not know
	Doubled     Kind = "doubled"     // one key was charged twice, or one approval counts twice
	Unexplained Kind = "unexplained" // the books do not agree in another way
	Stuck       Kind = "stuck"       // something never ends
)

// Finding is one thing that should not be.
type Finding struct {
	Kind Kind   `json:"kind"`
	Text string `json:"text"`
}

// Result is what became of a world.
type Result struct {
	Seed     uint64        `json:"seed"`
	Findings []Finding     `json:"findings,omitempty"`
	Hash     string        `json:"hash"`
	Faults   []string      `json:"faults"`
	Charged  int           `json:"charged"`           // approvals of the VAN
	Phoned   int           `json:"phoned,omitempty"`  // approvals of the providers of payments by phone
	Starts   int           `json:"starts"`            // of the kiosk
	Watched  int           `json:"watched,omitempty"` // money that a pad without a memory hides, on payments presumed not charged
	Gone     int           `json:"gone,omitempty"`    // money of which only a disk knew that was put back
	Lived    time.Duration `json:"lived"`             // virtual time
	Timeline string        `json:"timeline,omitempty"`
}

// Failed reports whether anything is wrong.
func (r Result) Failed() bool { return len(r.Findings) > 0 }

// Count returns how many findings of a kind there are.
func (r Result) Count(k Kind) (n int) {
	for _, f := range r.Findings {
		if f.Kind == k {
			n++
		}
	}
	return n
}

// found notes a finding.
func (w *World) found(k Kind, format string, args ...any) {
	f := Finding{k, fmt.Sprintf(format, args...)}
	w.note("FOUND", "%s: %s", f.Kind, f.Text)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.findings = append(w.findings, f)
}

// fail notes that a part of the world broke that must not.
func (w *World) fail(format string, args ...any) { w.found(Unexplained, format, args...) }

func (w *World) wasRestored() {
	w.promises.excuse()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.restored = true
}

func (w *World) result(lived time.Duration) Result {
	r := Result{
		Seed: w.o.Seed, Findings: w.findings, Hash: w.hash(), Faults: []string{}, Lived: lived,
		Charged: len(w.proof.ledger.Entries), Phoned: w.phoned, Starts: w.shop.count, Watched: w.watched, Gone: w.gone,
		Timeline: w.String(),
	}
	for _, f := range w.faults {
		r.Faults = append(r.Faults, f.Name)
	}
	return r
}

// Broken is the result of a world that was not lived to its end: what was the
// matter, and the last words of whoever tried.
func Broken(seed uint64, what, lastWords string) Result {
	return Result{Seed: seed, Hash: "broken", Findings: []Finding{{Stuck, what}}, Timeline: lastWords}
}
