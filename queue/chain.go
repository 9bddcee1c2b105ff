package queue

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
)

// hash is the SHA-256 of a line, or of an epoch's seed.
type hash [sha256.Size]byte

func (h hash) String() string { return hex.EncodeToString(h[:]) }

// seed is what the first fact of an epoch carries as the hash before it.
func seed(epoch string) hash { return sha256.Sum256([]byte("kioskd.queue.v1:" + epoch)) }

// tip is where the queue ends: the last number, its hash, and the totals up to
// it. Two tips subtract into what lies between them, so nothing is ever counted
// by reading it all.
type tip struct {
	seq   uint64
	base  uint64 // of the epoch that the next fact belongs to
	hash  hash
	sum   int64 // of the facts' sums
	bytes int64 // of the lines
}

// next gives a fact its place after the tip and its line, and returns the tip
// that follows.
func (t tip) next(f Fact) (Fact, tip, error) {
	if f.Sum > 0 && t.sum > math.MaxInt64-f.Sum || f.Sum < 0 && t.sum < math.MinInt64-f.Sum {
		return Fact{}, tip{}, fmt.Errorf("%w: the sum of all facts would not fit", ErrFull)
	}
	said := f
	said.Seq = t.seq + 1 - t.base
	f.Seq = t.seq + 1
	f.Line = appendLine(nil, said, t.hash)
	f.Body = f.Line[len(f.Line)-1-len(f.Body) : len(f.Line)-1]
	return f, t.after(f), nil
}

// after returns the tip behind a fact that has its line.
func (t tip) after(f Fact) tip {
	return tip{seq: f.Seq, base: t.base, hash: sha256.Sum256(f.Line), sum: t.sum + f.Sum, bytes: t.bytes + int64(len(f.Line))}
}
