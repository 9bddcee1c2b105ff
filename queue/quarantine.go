package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
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
	var e entry
	err := c.q.view(func(l look) (err error) {
		e, err = l.entry(seq)
		return err
	})
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

// Quarantine returns every fact in quarantine, in order.
func (q *Queue) Quarantine() ([]Rejected, error) {
	var list []Rejected
	err := q.view(func(l look) error {
		list = nil
		return l.tx.Bucket(bucketQuarantine).ForEach(func(key, value []byte) error {
			r, err := l.rejected(key, value)
			list = append(list, r)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read the quarantine: %w", err)
	}
	return list, nil
}
