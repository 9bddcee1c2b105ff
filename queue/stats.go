package queue

import "slices"

// Stats are figures for people and for status messages.
type Stats struct {
	Facts     uint64   // all, from the first
	Bytes     int64    // of their lines
	Commits   uint64   // of the store, since Open
	Flushes   uint64   // of the log, since Open
	Segments  int      // of the log
	LogBytes  int64    // of the log's segments
	FileBytes int64    // of the store that are in use or free to be used again
	FreePages int      // of the store, free to be used again
	Cursors   []string // names, sorted
	Rejected  int      // facts in quarantine, once for each cursor
	Err       error    // why nothing is taken any more, or nil
}

// Stats returns the figures of this moment.
func (q *Queue) Stats() Stats {
	s := q.figures()
	s.FreePages = q.store().Stats().FreePageN
	err := q.view(func(l look) error {
		s.FileBytes = l.tx.Size()
		return nil
	})
	if s.Err == nil {
		s.Err = err
	}
	return s
}

func (q *Queue) figures() Stats {
	q.mu.Lock()
	defer q.mu.Unlock()
	s := Stats{Facts: q.tip.seq, Bytes: q.tip.bytes, Commits: q.commits, Flushes: q.flushes, Segments: q.segments, LogBytes: q.logBytes, Err: q.broken}
	for name, c := range q.cursors {
		s.Cursors = append(s.Cursors, name)
		s.Rejected += len(c.known)
	}
	slices.Sort(s.Cursors)
	return s
}
