package world

import (
	"context"
	"crypto/sha256"
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
	kept, err := j.Queue.Append(ctx, facts...)
	if j.k.dead.Load() {
		return kept, err
	}
	for _, f := range kept {
		j.k.w.note("journal", "%d %s %s", f.Seq, f.Kind, short(pay.Key(f.Key)))
		if f.Kind == wire.KindStarted {
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

// promises are the facts that the journal has called durable.
type promises struct {
	w *World

	mu      sync.Mutex // guards what follows
	kept    map[uint64]fingerprint
	excused bool // the disk was put back: what is missing now was never promised
}

type fingerprint [sha256.Size]byte

func (p *promises) add(facts []queue.Fact) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range facts {
		p.kept[f.Seq] = sha256.Sum256(f.Line)
	}
}

// check holds what a journal has after a start against what was promised.
func (p *promises) check(q *queue.Queue) error {
	facts, err := q.From(1, queue.Limit{})
	if err != nil {
		return err
	}
	has := map[uint64]fingerprint{}
	for _, f := range facts {
		has[f.Seq] = sha256.Sum256(f.Line)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, seq := range slices.Sorted(maps.Keys(p.kept)) {
		if has[seq] == p.kept[seq] {
			continue
		}
		if !p.excused {
			p.w.found(Lost, "fact %d was durable and is not in the journal any more", seq)
		}
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
}
