package queue

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"
)

// put puts the plan into a transaction.
func (p plan) put(tx *bolt.Tx) error {
	facts, index := tx.Bucket(bucketFacts), tx.Bucket(bucketIndex)
	facts.FillPercent = 1 // keys only grow, so no page is ever split in the middle
	for _, e := range p.puts {
		if err := facts.Put(seqKey(e.entry.Seq), e.value); err != nil {
			return fmt.Errorf("put fact %d: %w", e.entry.Seq, err)
		}
	}
	for _, key := range p.index {
		if err := index.Put(key, nil); err != nil {
			return fmt.Errorf("put an index entry: %w", err)
		}
	}
	if err := p.putReaders(tx); err != nil {
		return err
	}
	return p.putMeta(tx.Bucket(bucketMeta))
}

func (p plan) putReaders(tx *bolt.Tx) error {
	for c, seq := range p.acks {
		if err := tx.Bucket(bucketCursors).Put([]byte(c.name), summed(seqKey(seq))); err != nil {
			return fmt.Errorf("put cursor %s: %w", c.name, err)
		}
	}
	for _, a := range p.asides {
		if err := a.put(tx); err != nil {
			return fmt.Errorf("quarantine fact %d: %w", a.seq, err)
		}
	}
	return nil
}

// putMeta notes how far the index goes, and whether this is a clean end.
func (p plan) putMeta(m *bolt.Bucket) error {
	if p.index != nil {
		if err := m.Put(metaIndexed, summed(seqKey(p.last))); err != nil {
			return fmt.Errorf("put the end of the index: %w", err)
		}
	}
	if p.mark != nil {
		return m.Put(metaClean, summed(p.mark))
	}
	return m.Delete(metaClean)
}

// summed returns a value with its checksum behind it, for what is not sealed.
func summed(b []byte) []byte {
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// unsummed returns what summed was given, and whether it still is that.
func unsummed(b []byte) ([]byte, bool) {
	n := len(b) - 4
	if n < 0 {
		return nil, false
	}
	return b[:n:n], binary.BigEndian.Uint32(b[n:]) == crc32.Checksum(b[:n], castagnoli)
}

// toLog returns the frames of a plan. Facts that the store gets at once are
// there, too, and so is where readers are: the store can be made from the log.
func (p plan) toLog() []frame {
	var frames []frame
	first := p.tip.seq + 1 - uint64(len(p.entries))
	for _, e := range p.entries {
		frames = append(frames, frame{kind: kindFact, end: e.end, seq: e.entry.Seq, first: first, payload: e.value})
	}
	for c, seq := range p.acks {
		frames = append(frames, ackFrame(c.name, seq))
	}
	for _, a := range p.asides {
		frames = append(frames, rejectFrame(a.cursor.name, a.seq, a.sealed))
	}
	return frames
}

func ackFrame(cursor string, seq uint64) frame {
	return frame{kind: kindAck, seq: seq, payload: []byte(cursor)}
}

// rejectFrame keeps a rejection: the cursor's name behind its length, then the
// reason as it is sealed in the store.
func rejectFrame(cursor string, seq uint64, sealed []byte) frame {
	payload := append([]byte{byte(len(cursor))}, cursor...)
	return frame{kind: kindReject, seq: seq, payload: append(payload, sealed...)}
}

// rejectParts takes a rejection's payload apart.
func rejectParts(payload []byte) (cursor string, sealed []byte, ok bool) {
	if len(payload) == 0 || len(payload) < 1+int(payload[0]) {
		return "", nil, false
	}
	n := 1 + int(payload[0])
	return string(payload[1:n]), payload[n:], isWord(string(payload[1:n]))
}
