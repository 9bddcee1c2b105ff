package queue

// Reader hands out facts by number, as [Queue.From] does.
type Reader interface {
	From(seq uint64, limit Limit) ([]Fact, error)
}

// eachPage bounds what [Each] holds at a time.
var eachPage = Limit{Facts: 500, Bytes: 1 << 20}

// Each calls do with every fact from seq on, in order, to the end of what r holds by
// then. It reads a page at a time, so that a journal of years takes no more memory than
// one of a day. The first error of r or do ends it, and is returned as it is.
func Each(r Reader, seq uint64, do func(Fact) error) error {
	for {
		facts, err := r.From(seq, eachPage)
		if err != nil || len(facts) == 0 {
			return err
		}
		for _, f := range facts {
			if err := do(f); err != nil {
				return err
			}
			seq = f.Seq + 1
		}
	}
}
