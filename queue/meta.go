package queue

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// loadMeta reads version and epochs, and tries the key.
func (q *Queue) loadMeta(tx *bolt.Tx) error {
	for _, name := range buckets {
		if tx.Bucket(name) == nil {
			return fmt.Errorf("%w: it has no %s", ErrDamaged, name)
		}
	}
	m := tx.Bucket(bucketMeta)
	version := m.Get(metaVersion)
	if len(version) != 4 {
		return fmt.Errorf("%w: it has no version", ErrDamaged)
	}
	if sum := m.Get(metaVersionSum); sum != nil && !bytes.Equal(sum, summed(version)) {
		return fmt.Errorf("%w: its version has a wrong checksum", ErrDamaged)
	}
	q.version = binary.BigEndian.Uint32(version)
	if q.version > formatVersion {
		return fmt.Errorf("%w: format %d, this one reads up to %d: install the newer program again", ErrNewer, q.version, formatVersion)
	}
	if err := q.checkGeneration(m); err != nil {
		return err
	}
	if err := q.loadRuns(m); err != nil {
		return err
	}
	if err := tryKey(q.opts, q.runs.current()); err != nil {
		return err
	}
	return q.loadHoles(m)
}

// tryKey opens the word that was sealed when an epoch began.
func tryKey(o Options, r run) error {
	plain, err := o.Sealer.Open(r.Epoch, 0, r.Witness)
	if err != nil || string(plain) != witness {
		return fmt.Errorf("%w: put the key back that it was made with (%s)", ErrKey, o.Disk.Path(keyFile))
	}
	return nil
}

// loadRuns reads the epochs. A store of the first format has one.
func (q *Queue) loadRuns(m *bolt.Bucket) error {
	q.runs = runs{{Epoch: string(m.Get(metaEpoch))}}
	if text := m.Get(metaRuns); text != nil {
		if err := fromSummed(text, &q.runs); err != nil || len(q.runs) == 0 {
			return fmt.Errorf("%w: its epochs cannot be read: %w", ErrDamaged, err)
		}
	}
	if last := &q.runs[len(q.runs)-1]; last.Epoch == string(m.Get(metaEpoch)) {
		last.Witness = append([]byte(nil), m.Get(metaWitness)...)
		return nil
	}
	return fmt.Errorf("%w: it names two epochs as the last", ErrDamaged)
}

func (q *Queue) loadHoles(m *bolt.Bucket) error {
	if text := m.Get(metaHoles); text != nil {
		if err := fromSummed(text, &q.holes); err != nil {
			return fmt.Errorf("%w: its list of lost facts cannot be read: %w", ErrDamaged, err)
		}
	}
	return nil
}

// putRuns keeps the epochs and what is lost.
func putRuns(m *bolt.Bucket, rs runs, holes []Span) error {
	epochs, err := toSummed(rs)
	if err != nil {
		return err
	}
	lost, err := toSummed(holes)
	if err != nil {
		return err
	}
	r := rs.current()
	for _, kv := range [][2][]byte{{metaEpoch, []byte(r.Epoch)}, {metaWitness, r.Witness}, {metaRuns, epochs}, {metaHoles, lost}} {
		if err := m.Put(kv[0], kv[1]); err != nil {
			return fmt.Errorf("put %s: %w", kv[0], err)
		}
	}
	return nil
}

func toSummed(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	return summed(text), err
}

func fromSummed(text []byte, v any) error {
	plain, ok := unsummed(text)
	if !ok {
		return fmt.Errorf("%w: a checksum is wrong", ErrDamaged)
	}
	return json.Unmarshal(plain, v)
}

// number reads a number that was kept with its checksum.
func number(text []byte) (uint64, error) {
	plain, ok := unsummed(text)
	if !ok || len(plain) != 8 {
		return 0, fmt.Errorf("%w: a number of %d bytes", ErrDamaged, len(text))
	}
	return binary.BigEndian.Uint64(plain), nil
}
