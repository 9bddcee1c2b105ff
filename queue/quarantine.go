package queue

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
)

// MaxReason is the length in bytes to which the reason of a rejection is cut.
const MaxReason = 1000

// Rejected is a fact in quarantine.
type Rejected struct {
	Fact   Fact
	Cursor string    // who rejected it
	Reason string    // why, in the rejector's words
	At     time.Time // when
}

// rejection is what is sealed for a rejected fact, after its tag.
type rejection struct {
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

const tagRejection = 'Q'

// Reject puts a fact into quarantine, for a reason, and returns when that is
// durable. The fact goes on counting as waiting money, and the position stays:
// the next acknowledgement passes the fact like any other. Rejecting it again
// changes nothing, the first reason stands.
func (c *Cursor) Reject(ctx context.Context, seq uint64, reason string) error {
	if known, err := c.rejected(seq); err != nil || known {
		return err
	}
	a, err := c.newAside(seq, reason)
	if err != nil {
		return fmt.Errorf("reject %d: %w", seq, err)
	}
	if err := c.q.submit(ctx, &request{aside: a, answer: make(chan error, 1)}); err != nil {
		return fmt.Errorf("reject %d: %w", seq, err)
	}
	return nil
}

// rejected reports whether seq is in quarantine already.
func (c *Cursor) rejected(seq uint64) (bool, error) {
	c.q.mu.Lock()
	defer c.q.mu.Unlock()
	if seq == 0 || seq > c.q.tip.seq {
		return false, fmt.Errorf("reject %d: %w, the last is %d", seq, ErrPosition, c.q.tip.seq)
	}
	return c.known[seq], nil
}

func (c *Cursor) newAside(seq uint64, reason string) (*aside, error) {
	e, err := c.q.entry(seq)
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(rejection{Reason: cut(reason), At: time.Now().UTC()})
	if err != nil {
		return nil, fmt.Errorf("write the reason: %w", err)
	}
	return &aside{cursor: c, share: share{seq, e.Sum, e.At}, plain: append([]byte{tagRejection}, plain...)}, nil
}

// cut makes a reason from outside fit to be kept.
func cut(reason string) string {
	return strings.ToValidUTF8(reason[:min(len(reason), MaxReason)], "")
}

// aside is a rejection on its way to the disk.
type aside struct {
	cursor *Cursor
	share
	plain  []byte
	sealed []byte
}

// put writes the rejection, unless an earlier one stands.
func (a *aside) put(tx *bolt.Tx) error {
	b, key := tx.Bucket(bucketQuarantine), quarantineKey(a.cursor.name, a.seq)
	if b.Get(key) != nil {
		return nil
	}
	return b.Put(key, a.sealed)
}

// quarantineKey is the fact's number, so that the list comes in order, and the
// cursor's name.
func quarantineKey(cursor string, seq uint64) []byte { return append(seqKey(seq), cursor...) }

func splitQuarantineKey(key []byte) (cursor string, seq uint64, err error) {
	if len(key) <= 8 || !isWord(string(key[8:])) {
		return "", 0, fmt.Errorf("%w: quarantine key %x", ErrDamaged, key)
	}
	return string(key[8:]), binary.BigEndian.Uint64(key), nil
}

// Quarantine returns every fact in quarantine, in order.
func (q *Queue) Quarantine() ([]Rejected, error) {
	var list []Rejected
	err := q.view(func(tx *bolt.Tx) error {
		return tx.Bucket(bucketQuarantine).ForEach(func(key, value []byte) error {
			r, err := q.openRejected(tx, key, value)
			list = append(list, r)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read the quarantine: %w", err)
	}
	return list, nil
}

func (q *Queue) openRejected(tx *bolt.Tx, key, value []byte) (Rejected, error) {
	cursor, seq, err := splitQuarantineKey(key)
	if err != nil {
		return Rejected{}, err
	}
	e, err := q.entryIn(tx, seq)
	if err != nil {
		return Rejected{}, err
	}
	why, err := q.openRejection(seq, value)
	if err != nil {
		return Rejected{}, fmt.Errorf("%w: rejection of fact %d: %w", ErrDamaged, seq, err)
	}
	return Rejected{Fact: e.Fact, Cursor: cursor, Reason: why.Reason, At: why.At}, nil
}

func (q *Queue) openRejection(seq uint64, value []byte) (rejection, error) {
	plain, err := q.opts.Sealer.Open(q.epoch, seq, value)
	if err != nil {
		return rejection{}, err
	}
	return parseRejection(plain)
}

func parseRejection(plain []byte) (rejection, error) {
	var r rejection
	if len(plain) == 0 || plain[0] != tagRejection {
		return r, errors.New("not a rejection")
	}
	err := json.Unmarshal(plain[1:], &r)
	return r, err
}
