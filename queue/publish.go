package queue

// publish shows a durable plan to readers.
func (q *Queue) publish(p plan) {
	if p.empty() {
		return
	}
	q.mu.Lock()
	woke := q.publishLocked(p)
	moved := q.stirLocked()
	q.mu.Unlock()
	close(moved)
	if woke {
		q.wake() // the committer is to see that the log is not alone for long
	}
}

// publishLocked reports whether there is now something to be written that was
// not there before. q.mu is held.
func (q *Queue) publishLocked(p plan) bool {
	if len(p.entries) > 0 {
		for _, c := range q.cursors {
			c.arrive(q.tip, p.entries[0].entry.At)
		}
		q.flushes++
	}
	q.tip = p.tip
	idle := len(q.fresh) == 0
	q.storedLocked(p)
	for c, seq := range p.acks {
		c.saved = saved(seq)
	}
	for _, a := range p.asides {
		a.cursor.setAside(a.share)
	}
	return idle && len(q.fresh) > 0
}

// storedLocked notes what the store has now, and what only the log has. Index
// entries may wait longer than the facts they belong to.
func (q *Queue) storedLocked(p plan) {
	if !p.store {
		q.fresh = append(q.fresh, p.entries...)
		return
	}
	q.commits++
	q.fresh = nil
	if p.index != nil {
		q.loose = nil
		return
	}
	for _, e := range p.puts {
		q.loose = append(q.loose, e.index...)
	}
}
