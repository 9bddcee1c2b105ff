package queue

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// rejection is what is sealed for a rejected fact, after its tag.
type rejection struct {
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

const tagRejection = 'Q'

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

func (l look) rejected(key, value []byte) (Rejected, error) {
	cursor, seq, err := splitQuarantineKey(key)
	if err != nil {
		return Rejected{}, err
	}
	why, err := openRejection(l.q.opts.Sealer, l.runs.at(seq), seq, value)
	if err != nil {
		return Rejected{}, fmt.Errorf("%w: rejection of fact %d: %w", ErrDamaged, seq, err)
	}
	e, err := l.entry(seq)
	if err != nil && within(l.holes, seq) {
		e, err = entry{Fact: Fact{Seq: seq}}, nil // the reason is left, the fact is not
	}
	if err != nil {
		return Rejected{}, err
	}
	return Rejected{Fact: e.Fact, Cursor: cursor, Reason: why.Reason, At: why.At}, nil
}

func openRejection(s Sealer, r run, seq uint64, value []byte) (rejection, error) {
	plain, err := s.Open(r.Epoch, seq, value)
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
