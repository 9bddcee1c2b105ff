package queue

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"kioskd/queue/internal/safefile"
)

// rebuild fills a new store with what the log has and with what can be read of
// the old store. The same remains give the same store.
func (q *Queue) rebuild(f folder, fresh string, heads runs) error {
	readings, err := q.log.readAll(func(*segment) bool { return true })
	if err != nil {
		return err
	}
	if q.runs, err = q.epochsLeft(heads); err != nil {
		return err
	}
	old, err := q.oldStore(f)
	if err != nil {
		return err
	}
	b := builder{queue: q, log: payloads{wal: q.log}, catalog: q.collect(readings), old: old}
	err = b.build(fresh)
	if old != nil {
		err = errors.Join(err, old.Close())
	}
	q.runs = nil
	return err
}

// epochsLeft returns the epochs: those that the log's heads name, or if no head
// can be read, the one whose sign stands beside the store.
func (q *Queue) epochsLeft(heads runs) (runs, error) {
	if len(heads) > 0 {
		if heads[0].Base > 0 { // the history before the log is of an epoch whose name is lost
			heads = append(runs{{}}, heads...)
		}
		return heads, nil
	}
	text, err := os.ReadFile(q.opts.Disk.Path(epochFile))
	if err != nil {
		return nil, fmt.Errorf("neither store nor log says which epoch it is: %w", err)
	}
	epoch := strings.TrimSpace(string(text))
	sealed, err := q.opts.Sealer.Seal(epoch, 0, []byte(witness))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return runs{{Epoch: epoch, Witness: sealed}}, nil
}

// builder fills a store from remains.
type builder struct {
	queue   *Queue
	catalog catalog
	log     payloads
	old     *os.File // nil when nothing is left
	shards  []shard
	tip     tip
	holes   []Span
	kept    int

	doubtful []Span
}

func (b *builder) build(path string) error {
	if err := b.findShards(); err != nil {
		return err
	}
	if err := fillNew(b.queue.opts, path, b.queue.runs); err != nil {
		return err
	}
	db, err := openBolt(path, true)
	if err != nil {
		return err
	}
	err = errors.Join(guard(func() error { return b.fill(db) }), db.Close())
	if err == nil {
		err = safefile.SyncFile(path)
	}
	if err == nil {
		b.queue.did("a new store was filled with %d facts, from the log and what could be read of the old one", b.kept)
	}
	return err
}

func (b *builder) findShards() error {
	if b.old == nil {
		return nil
	}
	info, err := b.old.Stat()
	if err != nil {
		return fmt.Errorf("look at what is left of the store: %w", err)
	}
	b.shards = findShards(b.old, info.Size())
	slices.SortStableFunc(b.shards, func(x, y shard) int {
		if x.seq != y.seq {
			return compare(x.seq, y.seq)
		}
		return int(x.off - y.off)
	})
	return nil
}

func compare(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// fill puts everything into the new store, some facts at a time.
func (b *builder) fill(db *bolt.DB) error {
	b.tip = b.queue.runs.start()
	numbers := b.numbers()
	for len(numbers) > 0 {
		n := min(len(numbers), maxFresh)
		if err := db.Update(func(tx *bolt.Tx) error { return b.put(tx, numbers[:n]) }); err != nil {
			return err
		}
		numbers = numbers[n:]
	}
	return db.Update(b.finish)
}

// numbers returns every number of which there is something, in order.
func (b *builder) numbers() []uint64 {
	set := map[uint64]bool{}
	take, _ := b.catalog.follow(0)
	whole := uint64(0) // the last fact of the log that may have been promised
	if len(take) > 0 {
		whole = take[len(take)-1].seq
	}
	for _, p := range b.catalog.places {
		if p.seq < b.catalog.torn || p.seq <= whole {
			set[p.seq] = true
		}
	}
	for _, s := range b.shards {
		set[s.seq] = true
	}
	return slices.Sorted(maps.Keys(set))
}

func (b *builder) put(tx *bolt.Tx, numbers []uint64) error {
	p := plan{store: true}
	for _, seq := range numbers {
		e, ok, err := b.best(seq)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if e.entry.Seq > b.tip.seq+1 {
			b.holes = widen(b.holes, b.tip.seq+1, e.entry.Seq-1)
		}
		b.tip = b.queue.runs.begin(e.entry.tip())
		p.puts = append(p.puts, e)
	}
	b.kept += len(p.puts)
	p.index, p.last = allIndex(nil, p.puts), b.tip.seq
	return p.put(tx)
}

// best returns the copy of a fact that is to be kept: the log's, or else one of
// the old store's.
func (b *builder) best(seq uint64) (sealedFact, bool, error) {
	e, ok, err := b.logged(seq)
	if err != nil || ok && b.fits(e.entry) {
		return e, ok, err
	}
	e, ok, err = b.pick(seq)
	if !ok && err == nil {
		b.doubt(seq)
	}
	return e, ok, err
}

// logged returns the log's copy of a fact.
func (b *builder) logged(seq uint64) (sealedFact, bool, error) {
	places := b.catalog.after(seq - 1)
	if len(places) == 0 || places[0].seq != seq {
		return sealedFact{}, false, nil
	}
	value, err := b.log.get(places[0].reading.segment, places[0].off)
	if err != nil {
		return sealedFact{}, false, err
	}
	e, ok := b.open(seq, value)
	return e, ok, nil
}

// pick returns the old store's copy of a fact. In pages that bbolt has given up
// there can be facts that were never promised: one that the next fact follows
// from is preferred, and if the log has the next one, nothing else will do.
func (b *builder) pick(seq uint64) (sealedFact, bool, error) {
	next, known, err := b.logged(seq + 1)
	if err != nil {
		return sealedFact{}, false, err
	}
	var first *sealedFact
	for _, e := range b.copies(seq) {
		linked := known && next.entry.prev == e.entry.tip().hash || !known && b.leadsOn(e.entry)
		switch {
		case !b.fits(e.entry):
		case linked:
			return e, true, nil
		case first == nil && !known:
			first = &e
		}
	}
	if first == nil {
		return sealedFact{}, false, nil
	}
	return *first, true, nil
}

// copies returns what the old store has under a number and can be opened.
func (b *builder) copies(seq uint64) []sealedFact {
	var list []sealedFact
	i, _ := slices.BinarySearchFunc(b.shards, seq, func(s shard, seq uint64) int { return compare(s.seq, seq) })
	for ; i < len(b.shards) && b.shards[i].seq == seq; i++ {
		value := readSome(b.old, b.shards[i].off, int64(b.shards[i].length))
		if e, ok := b.open(seq, value); ok {
			list = append(list, e)
		}
	}
	return list
}

// leadsOn reports whether the old store has a next fact that follows from e.
func (b *builder) leadsOn(e entry) bool {
	for _, next := range b.copies(e.Seq + 1) {
		if next.entry.prev == e.tip().hash {
			return true
		}
	}
	return false
}

// doubt notes a number that the remains name and do not show, where nothing
// after it says whether there ever was such a fact.
func (b *builder) doubt(seq uint64) {
	if seq > b.tip.seq && seq <= b.tip.seq+maxFresh {
		b.doubtful = widen(b.doubtful, seq, seq)
	}
}

func (b *builder) open(seq uint64, value []byte) (sealedFact, bool) {
	e, err := openFact(b.queue.opts.Sealer, b.queue.runs.at(seq), seq, value)
	return sealedFact{entry: e, value: value, index: b.queue.indexKeys(e.Fact)}, err == nil
}

// fits reports whether a fact follows from what has been kept, as far as that
// can be told: behind a gap it cannot.
func (b *builder) fits(e entry) bool { return e.Seq != b.tip.seq+1 || e.prev == b.tip.hash }

// finish puts what is not facts: where readers were and what they refused, as
// the log has it, and what is lost.
func (b *builder) finish(tx *bolt.Tx) error {
	positions := map[string]uint64{}
	for _, f := range b.others(kindAck) {
		if name := string(f.payload); isWord(name) {
			positions[name] = min(f.seq, b.tip.seq) // the last one stands
		}
	}
	for _, f := range b.others(kindReject) {
		cursor, sealed, ok := rejectParts(f.payload)
		if !ok || f.seq > b.tip.seq {
			continue
		}
		if _, err := openRejection(b.queue.opts.Sealer, b.queue.runs.at(f.seq), f.seq, sealed); err != nil {
			continue // of an epoch that was given up
		}
		positions[cursor] += 0
		if err := tx.Bucket(bucketQuarantine).Put(quarantineKey(cursor, f.seq), sealed); err != nil {
			return err
		}
	}
	for name, position := range positions {
		if err := tx.Bucket(bucketCursors).Put([]byte(name), summed(seqKey(position))); err != nil {
			return err
		}
	}
	b.report()
	return putRuns(tx.Bucket(bucketMeta), b.queue.runs, b.holes)
}

func (b *builder) report() {
	if len(b.holes) > 0 {
		b.queue.found("facts %v are in neither store", b.holes)
	}
	for _, s := range b.doubtful {
		if s.First > b.tip.seq {
			b.queue.report.Doubtful = append(b.queue.report.Doubtful, s)
		}
	}
}

// others returns the log's frames of another kind than facts, in order.
func (b *builder) others(kind byte) []frame {
	var list []frame
	for _, r := range b.catalog.readings {
		for _, f := range r.frames {
			if f.kind == kind {
				list = append(list, f)
			}
		}
	}
	return list
}
