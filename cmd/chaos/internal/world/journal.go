package world

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"

	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// journal is the kiosk's queue, with somebody who takes note of what it promises.
type journal struct {
	*queue.Queue
	k *kiosk
}

func (j journal) Append(ctx context.Context, facts ...queue.Fact) ([]queue.Fact, error) {
	for _, f := range facts {
		if chargesCard(f) && !j.k.dead.Load() {
			j.k.w.truth.begin(pay.Key(f.Key))
		}
	}
	kept, err := j.Queue.Append(ctx, facts...)
	if j.k.dead.Load() {
		return kept, err
	}
	for _, f := range kept {
		j.k.w.note("journal", "%d %s %s", f.Seq, f.Kind, short(pay.Key(f.Key)))
		if chargesCard(f) {
			j.k.w.truth.start(pay.Key(f.Key))
		}
	}
	if err != nil {
		j.k.w.note("journal", "%s is not kept", facts[0].Kind)
		return kept, err
	}
	j.k.w.promises.add(kept)
	return kept, nil
}

// chargesCard reports whether a fact lets a charge go to the pad.
func chargesCard(f queue.Fact) bool {
	var body wire.Body
	return f.Kind == wire.KindStarted && json.Unmarshal(f.Body, &body) == nil && body.Charge != nil && body.Charge.Via == ""
}

// promises are the facts that the journal has called durable.
type promises struct {
	w *World

	mu      sync.Mutex // guards what follows
	kept    map[uint64]promise
	excused bool             // the disk was put back: what is missing now was never promised
	gone    map[pay.Key]bool // payments of which facts went with a disk that was put back
	numbers map[string]bool  // of approvals that were ever called durable

	done   map[string]bool   // commands that were begun
	forges map[string]bool   // commands that nobody signed who may
	kinds  map[uint64]string // of settings, by their versions
}

func newPromises(w *World) *promises {
	return &promises{w: w, kept: map[uint64]promise{}, gone: map[pay.Key]bool{}, numbers: map[string]bool{}, done: map[string]bool{}, forges: map[string]bool{}, kinds: map[uint64]string{}}
}

// promise is a fact that the journal has called durable.
type promise struct {
	key pay.Key
	fingerprint
}

type fingerprint [sha256.Size]byte

// fingerprintOf tells a fact by what it says: another epoch tells the same facts
// in other lines.
func fingerprintOf(f queue.Fact) fingerprint {
	return sha256.Sum256(fmt.Appendf(nil, "%d %q %q %q %d %q", f.At.UnixNano(), f.Kind, f.Key, f.Ref, f.Sum, f.Body))
}

func (p *promises) add(facts []queue.Fact) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range facts {
		var body wire.Body
		if json.Unmarshal(f.Body, &body) == nil && body.Approval != nil {
			p.numbers[body.Approval.Number] = true
		}
		p.kept[f.Seq] = promise{pay.Key(f.Key), fingerprintOf(f)}
	}
}

func (p *promises) hasNumber(number string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.numbers[number]
}

// check holds what a journal has after a start against what was promised.
func (p *promises) check(q *queue.Queue) error {
	facts, err := q.From(1, queue.Limit{})
	if err != nil {
		return err
	}
	has := map[uint64]fingerprint{}
	for _, f := range facts {
		has[f.Seq] = fingerprintOf(f)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, seq := range slices.Sorted(maps.Keys(p.kept)) {
		was := p.kept[seq]
		if has[seq] == was.fingerprint {
			continue
		}
		if !p.excused {
			p.w.found(Lost, "fact %d was durable and is not in the journal any more", seq)
		}
		p.gone[was.key] = true
		delete(p.kept, seq)
	}
	p.excused = false
	return nil
}

// excuse is for a disk that was put back to what it was: what it does not have
// at the next start was never promised by it.
func (p *promises) excuse() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.excused = true
	clear(p.done)
}
