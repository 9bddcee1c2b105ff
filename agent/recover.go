package agent

import (
	"fmt"

	"kioskd/agent/pay"
	"kioskd/queue"
)

// book folds all that the journal holds about one key.
func book(j Journal, key pay.Key) (pay.Payment, error) {
	facts, err := j.Find(string(key))
	if err != nil {
		return pay.Payment{}, FaultMemory.because(fmt.Errorf("look up %s: %w", key, err))
	}
	return Fold(facts)
}

// known says what the journal knows about an approval.
func known(j Journal, ref, number string) (Known, error) {
	var k Known
	if ref != "" {
		facts, err := j.Find(ref)
		if err != nil {
			return k, FaultMemory.because(err)
		}
		if len(facts) > 0 {
			k.Ref = pay.Key(facts[0].Key)
		}
	}
	if number == "" {
		return k, nil
	}
	facts, err := j.Find(NumberName(number))
	if err != nil {
		return k, FaultMemory.because(err)
	}
	return knownNumber(j, k, facts)
}

// knownNumber looks at the payments that carry an approval number. One that was
// taken back explains a cancel that looks like a sale.
func knownNumber(j Journal, k Known, facts []queue.Fact) (Known, error) {
	for _, f := range facts {
		p, err := book(j, pay.Key(f.Key))
		if err != nil {
			return k, err
		}
		k.Number = p.Key
		if p.Void != nil {
			k.Undone = true
			return k, nil
		}
	}
	return k, nil
}

// pageSize is how many facts a start reads at a time.
const pageSize = 500

// unsettled reads the journal from the bookmark on and returns the payments
// without an ending, oldest first, and whether the pad's memory was never
// recorded.
func unsettled(j Journal, from uint64) (open []pay.Payment, first bool, err error) {
	seen := map[string]bool{string(BaselineKey): true}
	for next := from + 1; ; {
		facts, err := j.From(next, queue.Limit{Facts: pageSize, Bytes: 1 << 20})
		if err != nil {
			return nil, false, err
		}
		if len(facts) == 0 {
			break
		}
		for _, f := range facts {
			next = f.Seq + 1
			if f.Key == "" || seen[f.Key] {
				continue
			}
			seen[f.Key] = true
			p, err := book(j, pay.Key(f.Key))
			if err != nil {
				return nil, false, err
			}
			if p.Status.Open() {
				open = append(open, p)
			}
		}
	}
	baseline, err := j.Find(string(BaselineKey))
	return open, len(baseline) == 0, err
}
