package queue

import (
	"context"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"sync/atomic"
	"testing"
)

// story is a stretch of a queue's life that was written down.
type story struct {
	disk *simDisk
	all  []Fact // everything that was ever appended

	promised, acked uint64 // when it began
}

// tell lives a queue's life on a disk that writes it down: four callers who
// append money and other facts, and acknowledge some.
func tell(t *testing.T, deaf bool, rounds int) story {
	t.Helper()
	dir := t.TempDir()
	shut(t, reopen(t, dir, Options{noFlush: true}))
	disk := recordDisk(t, dir)
	disk.deaf = deaf
	q := reopen(t, dir, Options{Disk: disk, noFlush: true})
	c := cursor(t, q, "hq")
	inParallel(t, 4, func(caller int) error {
		for round := range rounds {
			facts := some(caller, round)
			for i := range facts {
				facts[i].Sum *= int64(1 - flag(deaf)) // money would be safe in the store
			}
			kept, err := q.Append(context.Background(), facts...)
			if err != nil {
				return err
			}
			disk.mark("promise", kept[len(kept)-1].Seq)
			if round%3 == caller%3 {
				disk.mark("ack", kept[0].Seq)
				if err := c.Ack(kept[0].Seq); err != nil {
					return err
				}
			}
		}
		return nil
	})
	all := readAll(t, q)
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	return story{disk: disk, all: all}
}

// some returns one to three facts, of which some are money and some are long.
func some(caller, round int) []Fact {
	var list []Fact
	for i := range 1 + (caller+round)%3 {
		f := fact(caller*1000 + round*3 + i)
		if (round+caller)%2 == 0 {
			f.Sum = 0
		}
		f.Body = fmt.Appendf(nil, `"%0*d"`, 1+(round*977+i*311)%2000, round)
		list = append(list, f)
	}
	return list
}

// known returns what had been promised before op k, and how far readers had come.
func (s story) known(k int) (promised, acked uint64) {
	promised, acked = s.promised, s.acked
	for _, o := range s.disk.ops[:k] {
		switch o.kind {
		case "promise":
			promised = max(promised, o.seq)
		case "ack":
			acked = max(acked, o.seq)
		}
	}
	return promised, acked
}

// afterCut cuts the power before op k, opens the queue, and returns what is wrong.
func (s story) afterCut(k int, share float64, seed uint64) (err error) {
	dir, err := os.MkdirTemp("", "cut")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := s.disk.cut(k, share, mathrand.New(mathrand.NewPCG(seed, uint64(k))), dir); err != nil {
		return err
	}
	promised, acked := s.known(k)
	return s.examine(dir, promised, acked)
}

// examine opens what is left and compares it with what was.
func (s story) examine(dir string, promised, acked uint64) error {
	q, err := Open(dir, Options{Disk: quickDisk{osDisk(dir)}, noFlush: true, SegmentBytes: minSegmentBytes})
	if err != nil {
		return err
	}
	got, err := q.From(1, Limit{})
	if err == nil && uint64(len(got)) < promised {
		err = fmt.Errorf("%w: %d facts are left, %d were promised; %+v", errLost, len(got), promised, q.Report())
	}
	if err == nil && diffLines(s.all[:min(len(got), len(s.all))], got) != "" {
		err = errors.New("other facts than were appended")
	}
	if len(q.Report().Kept) > 0 {
		err = errors.Join(err, fmt.Errorf("a power cut was taken for damage: %+v", q.Report()))
	}
	c, cursorErr := q.Cursor("hq")
	if cursorErr == nil && c.Position() > acked {
		err = errors.Join(err, fmt.Errorf("the reader is at %d, had come to %d", c.Position(), acked))
	}
	_, appendErr := q.Append(context.Background(), fact(1))
	return errors.Join(err, cursorErr, appendErr, q.Check(context.Background()), q.Close())
}

var errLost = errors.New("lost")

// cutEverywhere cuts before every op, or before every so many, with all, none
// and some of what was not flushed, and reports how many cuts lost facts.
func (s story) cutEverywhere(t *testing.T, cuts int) (done, lost int) {
	t.Helper()
	var tried, gone atomic.Int64
	shares := []float64{0, 1, 0.5, 0.1, 0.9, 0.5, 0.3, 0.7}
	step := max(1, len(shares)*len(s.disk.ops)/cuts)
	inParallel(t, 2, func(half int) error {
		var errs []error
		for k := half * step; k <= len(s.disk.ops); k += 2 * step {
			for i, share := range shares {
				err := s.afterCut(k, share, uint64(i))
				tried.Add(1)
				if errors.Is(err, errLost) {
					gone.Add(1)
				}
				if err != nil && len(errs) < 5 {
					errs = append(errs, fmt.Errorf("cut before op %d of %d, share %v: %w", k, len(s.disk.ops), share, err))
				}
			}
		}
		if s.disk.deaf {
			return nil
		}
		return errors.Join(errs...)
	})
	return int(tried.Load()), int(gone.Load())
}

// TestPowerCuts cuts the power at every step of a queue's life: the queue opens
// by itself, and has every fact that was promised.
func TestPowerCuts(t *testing.T) {
	t.Parallel()
	s := tell(t, false, 15)
	done, lost := s.cutEverywhere(t, 1300)
	t.Logf("%d cuts, %d lost facts", done, lost)
	if done < 1000 {
		t.Errorf("only %d cuts, want 1000", done)
	}
}

// TestPowerCutsWhileOpening cuts the power, and again while the queue opens
// after that.
func TestPowerCutsWhileOpening(t *testing.T) {
	t.Parallel()
	s := tell(t, false, 20)
	for i := range 12 {
		k := (i*2 + 1) * len(s.disk.ops) / 24
		dir := t.TempDir()
		if err := s.disk.cut(k, 0.5, mathrand.New(mathrand.NewPCG(7, uint64(k))), dir); err != nil {
			t.Fatal(err)
		}
		promised, acked := s.known(k)
		again := story{recordDisk(t, dir), s.all, promised, acked}
		q := reopen(t, dir, Options{Disk: again.disk, noFlush: true})
		if err := q.Close(); err != nil {
			t.Fatal(err)
		}
		again.cutEverywhere(t, 1000)
	}
}

// TestPowerCutAndStoreGone loses the store with the power: the log alone has all
// money that was promised, and all else.
func TestPowerCutAndStoreGone(t *testing.T) {
	t.Parallel()
	s := tell(t, false, 20)
	for i := range 40 {
		k := (i + 1) * len(s.disk.ops) / 40
		dir := t.TempDir()
		if err := s.disk.cut(k, 0, mathrand.New(mathrand.NewPCG(9, uint64(k))), dir); err != nil {
			t.Fatal(err)
		}
		remove(storeFile)(t, dir)
		promised, acked := s.known(k)
		if promised == 0 {
			continue
		}
		if err := s.examine(dir, promised, acked); err != nil {
			t.Errorf("cut before op %d of %d: %v", k, len(s.disk.ops), err)
		}
	}
}

// TestPowerCutsAreFelt is the negative control: on a disk whose flushes do
// nothing, the same cuts lose facts.
func TestPowerCutsAreFelt(t *testing.T) {
	t.Parallel()
	s := tell(t, true, 6)
	if done, lost := s.cutEverywhere(t, 60); lost == 0 {
		t.Errorf("%d cuts on a disk that never flushes, and nothing was lost: the test feels nothing", done)
	}
}
