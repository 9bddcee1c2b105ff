package queue

// run is a stretch of facts that belong to one epoch. A queue begins with one;
// another begins when HQ and the kiosk no longer agree on what was said. Within
// the queue numbers go on, in the lines of an epoch they begin at 1.
type run struct {
	Epoch   string `json:"epoch"`
	Base    uint64 `json:"base"` // the number before its first fact
	Witness []byte `json:"-"`    // a word sealed at place 0
}

// runs are a queue's epochs, oldest first.
type runs []run

func (rs runs) current() run { return rs[len(rs)-1] }

// at returns the run that a fact belongs to.
func (rs runs) at(seq uint64) run {
	for i := len(rs) - 1; i > 0; i-- {
		if seq > rs[i].Base {
			return rs[i]
		}
	}
	return rs[0]
}

// begin returns the tip from which the fact after t is written: t itself, or
// where an epoch begins behind it, that epoch's seed.
func (rs runs) begin(t tip) tip {
	r := rs.at(t.seq + 1)
	if r.Base == t.seq {
		t.hash = seed(r.Epoch)
	}
	t.base = r.Base
	return t
}

// start is the tip of an empty queue.
func (rs runs) start() tip { return rs.begin(tip{}) }

// has reports whether an epoch with this base is known.
func (rs runs) has(r run) bool {
	for _, known := range rs {
		if known.Epoch == r.Epoch && known.Base == r.Base {
			return true
		}
	}
	return false
}
