package queue

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// plan is a commit worked out, sealed and ready to be put: all that can be
// refused has been refused, so that only the disk can still fail.
type plan struct {
	tip     tip // behind the last entry
	entries []sealedFact
	asides  []*aside
	acks    map[*Cursor]uint64
	served  []*request

	frames []frame // for the log
	need   int64   // room they take there

	store bool         // the store is written, too
	puts  []sealedFact // what it gets: entries, and before them what only the log had
	index [][]byte     // index entries it gets, nil if they wait
	last  uint64       // number up to which the index is whole then
	mark  []byte       // what it keeps about a clean stop, or nil
	final bool         // nothing can come after it
	money bool
}

// sealedFact is a fact ready to be put.
type sealedFact struct {
	entry entry
	value []byte
	index [][]byte
	end   bool // of a request
}

// Bounds of what only the log has, and of what only the index lacks.
const (
	maxFresh = 512
	maxLoose = 512
)

// plan works a batch out. Requests that cannot be served are answered at once.
func (q *Queue) plan(b batch) plan {
	p := plan{tip: q.last()}
	for _, r := range b.requests {
		if err := q.serve(&p, r); err != nil {
			r.answer <- err
			continue
		}
		p.served = append(p.served, r)
		p.money = p.money || r.money
	}
	q.route(&p, b)
	return p
}

// serve adds a request to the plan, wholly or, with an error, not at all.
func (q *Queue) serve(p *plan, r *request) error {
	t, need := p.tip, p.need
	added := make([]sealedFact, 0, len(r.facts))
	for i := range r.facts {
		e, next, err := q.seal(t, r.facts[i])
		if err != nil {
			return err
		}
		e.end = i == len(r.facts)-1
		need += frameSize(len(e.value))
		if err := q.room(next, need, r.ending); err != nil {
			return err
		}
		added = append(added, e)
		t, r.facts[i] = next, e.entry.Fact
	}
	if err := q.serveAside(p, r.aside); err != nil {
		return err
	}
	p.entries, p.tip, p.need = append(p.entries, added...), t, need
	return nil
}

// seal gives a fact its place after t and seals it.
func (q *Queue) seal(t tip, f Fact) (sealedFact, tip, error) {
	return q.sealIn(q.epochs().current(), t, f)
}

func (q *Queue) sealIn(r run, t tip, f Fact) (sealedFact, tip, error) {
	fact, next, err := t.next(f)
	if err != nil {
		return sealedFact{}, tip{}, err
	}
	value, err := q.opts.Sealer.Seal(r.Epoch, fact.Seq, record(fact, next))
	if err != nil {
		return sealedFact{}, tip{}, fmt.Errorf("seal: %w", err)
	}
	e := entry{Fact: fact, prev: t.hash, sum: next.sum, bytes: next.bytes, base: t.base}
	return sealedFact{entry: e, value: value, index: q.indexKeys(fact)}, next, nil
}

func (q *Queue) serveAside(p *plan, a *aside) error {
	if a == nil {
		return nil
	}
	sealed, err := q.opts.Sealer.Seal(q.epochOf(a.seq), a.seq, a.plain)
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	a.sealed = sealed
	p.asides = append(p.asides, a)
	return nil
}

// route decides what goes where: facts to the log, money to both stores at
// once, everything else to the store when there is a reason to write it.
func (q *Queue) route(p *plan, b batch) {
	q.mu.Lock()
	fresh, loose, suspect := q.fresh, q.loose, q.suspect
	q.mu.Unlock()
	owed := len(b.acks)+len(fresh)+len(p.entries) > 0
	p.store = p.money || len(p.asides) > 0 || b.overdue && owed || len(fresh)+len(p.entries) > maxFresh
	p.final = b.last && !suspect
	p.store = p.store || b.last && (owed || len(loose) > 0 || q.marked == suspect)
	if p.store {
		p.acks, p.puts = b.acks, slices.Concat(fresh, p.entries)
		if !p.money || b.last || len(loose)+len(p.puts) > maxLoose {
			p.index = allIndex(loose, p.puts)
		}
		p.last = p.tip.seq
	}
	p.frames = p.toLog()
}

// allIndex returns index entries in the order of their keys, so that each page
// is touched once.
func allIndex(loose [][]byte, puts []sealedFact) [][]byte {
	all := append(make([][]byte, 0, len(loose)+2*len(puts)), loose...)
	for _, e := range puts {
		all = append(all, e.index...)
	}
	slices.SortFunc(all, slices.Compare)
	return all
}

// indexKeys returns the keys under which a fact is found: the HMAC of a name,
// then the number, so that the facts of a name lie together and in order.
func (q *Queue) indexKeys(f Fact) [][]byte {
	var keys [][]byte
	if f.Key != "" {
		keys = append(keys, binary.BigEndian.AppendUint64(q.opts.Sealer.Index(f.Key), f.Seq))
	}
	if f.Ref != "" && f.Ref != f.Key {
		keys = append(keys, binary.BigEndian.AppendUint64(q.opts.Sealer.Index(f.Ref), f.Seq))
	}
	return keys
}

func (p plan) empty() bool { return len(p.entries) == 0 && !p.store }

func (p plan) answer(err error) {
	for _, r := range p.served {
		r.answer <- err
	}
}

// seqKey is the key of a fact's number.
func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }
