package queue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// damageRuns is how many damaged folders TestDamage opens; `make test-damage`
// asks for more.
func damageRuns(t *testing.T) int {
	text := os.Getenv("KIOSKD_DAMAGE_RUNS")
	if text == "" {
		return 500
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// specimen is a folder to be damaged.
type specimen struct {
	name   string
	files  map[string]string
	facts  []Fact
	stored uint64            // up to here the store has the facts, too
	quick  bool              // a start without a look at every page comes first
	values map[uint64][]byte // the sealed facts
}

// specimens returns a folder after a clean stop, one as a power cut leaves it,
// with facts that only the log has, and one so large, as it were, that the start
// after a clean stop does not look at every page.
func specimens(t *testing.T) []specimen {
	t.Helper()
	quick := newSpecimen(t, "quick", true)
	quick.quick = true
	return []specimen{newSpecimen(t, "clean", true), newSpecimen(t, "running", false), quick}
}

func newSpecimen(t *testing.T, name string, clean bool) specimen {
	t.Helper()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	c := cursor(t, q, "hq")
	for i := range 30 {
		appendTest(t, q, some(i, i)...)
	}
	if err := errors.Join(c.Reject(context.Background(), 7, "no"), c.Ack(20)); err != nil {
		t.Fatal(err)
	}
	appendTest(t, q, fact(1))
	s := specimen{name: name, values: map[uint64][]byte{}}
	if s.stored, _ = q.Last(); clean {
		s.facts = readAll(t, q)
		shut(t, q)
		q = reopen(t, dir, Options{})
		s.keepValues(t, q)
		shut(t, q)
		s.files = contents(t, dir)
		return s
	}
	for i := range 3 {
		f := fact(500 + i)
		f.Sum = 0
		appendTest(t, q, f)
	}
	s.facts, s.files = readAll(t, q), contents(t, dir)
	s.keepValues(t, q)
	shut(t, q)
	return s
}

func (s specimen) keepValues(t *testing.T, q *Queue) {
	t.Helper()
	err := q.view(func(l look) error {
		for _, e := range l.fresh {
			s.values[e.entry.Seq] = e.value
		}
		return l.tx.Bucket(bucketFacts).ForEach(func(k, v []byte) error {
			s.values[numberOf(k)] = bytes.Clone(v)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func numberOf(k []byte) uint64 {
	n := uint64(0)
	for _, b := range k {
		n = n<<8 | uint64(b)
	}
	return n
}

// wound damages a folder and says which stores it may have cost a fact.
func (s specimen) wound(r *mathrand.Rand) (files map[string]string, hurt string) {
	files = maps.Clone(s.files)
	logs := slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool {
		_, ok := segmentNumber(name)
		return !ok
	})
	one := logs[r.IntN(len(logs))]
	switch r.IntN(5) {
	case 0, 1:
		files[storeFile] = string(damage([]byte(files[storeFile]), r))
		return files, "store"
	case 2, 3:
		files[one] = string(damage([]byte(files[one]), r))
		return files, "log"
	}
	seq := 1 + uint64(r.IntN(len(s.facts)))
	for name, data := range files {
		files[name] = spoilValue(data, s.values[seq], r)
	}
	return files, fmt.Sprintf("both at fact %d", seq)
}

// spoilValue changes one bit of a value wherever it stands.
func spoilValue(data string, value []byte, r *mathrand.Rand) string {
	b := []byte(data)
	for at := 0; ; {
		i := bytes.Index(b[at:], value)
		if i < 0 {
			return string(b)
		}
		b[at+i+r.IntN(len(value))] ^= 1 << r.IntN(8)
		at += i + 1
	}
}

// heal opens a damaged folder and returns how many facts are gone, each of them
// reported, and what is wrong with what it finds.
func (s specimen) heal(dir, hurt string) (gone int, err error) {
	o := Options{Disk: quickDisk{osDisk(dir)}, noFlush: true, SegmentBytes: minSegmentBytes}
	var before Opening
	if s.quick {
		before = stumble(dir, o)
	}
	q, err := Open(dir, o)
	if err != nil {
		return 0, err
	}
	rep := q.Report()
	rep.Missing, rep.Doubtful = append(rep.Missing, before.Missing...), append(rep.Doubtful, before.Doubtful...)
	gone, err = s.compare(q, rep, hurt)
	err = errors.Join(err, q.Check(context.Background()))
	if _, appendErr := q.Append(context.Background(), fact(1)); appendErr != nil {
		err = errors.Join(err, appendErr)
	}
	if err := errors.Join(err, q.Close()); err != nil {
		return gone, fmt.Errorf("%w; the report says %+v", err, rep)
	}
	return gone, s.again(dir, o)
}

// stumble opens a damaged folder as a large one is opened after a clean stop, and
// reads in it. Whatever comes of that, it must not hang, and must cost nothing.
func stumble(dir string, o Options) Opening {
	o.quick, o.walk = 1, 1
	q, err := Open(dir, o)
	if err != nil {
		return Opening{}
	}
	_, _ = q.From(1, Limit{})
	_ = q.Close()
	return q.Report()
}

// again opens a healed folder once more: there is nothing left to do.
func (s specimen) again(dir string, o Options) error {
	q, err := Open(dir, o)
	if err != nil {
		return fmt.Errorf("once more: %w", err)
	}
	if rep := q.Report(); !rep.Clean || len(rep.Kept) > 0 {
		err = fmt.Errorf("once more, the report says %+v", rep)
	}
	return errors.Join(err, q.Close())
}

// compare looks for every fact: each is there, with the same bytes, or reported
// by number, and only where there was but one copy, or both were hit. A log that
// was damaged at its very end, with facts that are in it alone, looks as after a
// power cut that came before they were promised: these need not be reported.
func (s specimen) compare(q *Queue, rep Opening, hurt string) (gone int, err error) {
	got, err := q.From(1, Limit{})
	if err != nil {
		return 0, err
	}
	found := map[uint64]Fact{}
	for _, f := range got {
		found[f.Seq] = f
	}
	for _, want := range s.facts {
		f, there := found[want.Seq]
		single := hurt == "log" && want.Seq > s.stored
		switch {
		case there && !bytes.Equal(f.Line, want.Line):
			return gone, fmt.Errorf("fact %d is another one", want.Seq)
		case there:
			continue
		case !single && !strings.HasPrefix(hurt, "both"):
			return gone, fmt.Errorf("fact %d is gone, with one store whole", want.Seq)
		case !within(rep.Missing, want.Seq) && !within(rep.Doubtful, want.Seq) && !(single && want.Seq > got[len(got)-1].Seq):
			return gone, fmt.Errorf("fact %d is gone, and nobody says so", want.Seq)
		}
		gone++
	}
	return gone, s.compareReader(q, hurt)
}

// compareReader looks for what had been acknowledged and refused: a reader may
// hear facts again, and never miss one.
func (s specimen) compareReader(q *Queue, hurt string) error {
	c, err := q.Cursor("hq")
	if err != nil {
		return err
	}
	if c.Position() > 20 {
		return fmt.Errorf("the reader is at %d, had come to 20", c.Position())
	}
	if list, err := q.Quarantine(); err != nil || len(list) != 1 || list[0].Reason != "no" {
		return fmt.Errorf("the quarantine has %d, error %w", len(list), err)
	}
	return nil
}

// tally counts what was damaged and what came of it.
type tally struct {
	one, both, single      atomic.Int64 // folders: one store hurt, both, a log with facts that are in it alone
	goneBoth, goneWithTail atomic.Int64 // facts that nobody has any more, all reported or never promised
}

func (n *tally) add(s specimen, hurt string, gone int) {
	switch {
	case strings.HasPrefix(hurt, "both"):
		n.both.Add(1)
		n.goneBoth.Add(int64(gone))
	case hurt == "log" && uint64(len(s.facts)) > s.stored:
		n.single.Add(1)
		n.goneWithTail.Add(int64(gone))
	default:
		n.one.Add(1)
	}
}

// TestDamage damages folders at random places, in one store or in both: what
// one store has lost comes back from the other.
func TestDamage(t *testing.T) {
	t.Parallel()
	kinds, runs := specimens(t), damageRuns(t)
	var n tally
	root := t.TempDir()
	inParallel(t, 2, func(half int) error {
		failed := 0
		for seed := half; seed < runs; seed += 2 {
			s := kinds[seed/2%len(kinds)]
			files, hurt := s.wound(mathrand.New(mathrand.NewPCG(uint64(seed), 1)))
			dir := filepath.Join(root, strconv.Itoa(seed))
			if err := lay(dir, files); err != nil {
				return err
			}
			gone, err := s.heal(dir, hurt)
			n.add(s, hurt, gone)
			if err != nil {
				t.Errorf("seed %d, %s, hurt: %s: %v", seed, s.name, hurt, err)
				if failed++; failed > 4 {
					return errors.New("and so on")
				}
			}
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
		}
		return nil
	})
	t.Logf("one store hurt: %d folders, every fact back; both at one fact: %d folders, %d facts reported by number; "+
		"the log, with facts that are in it alone: %d folders, %d of these facts gone",
		n.one.Load(), n.both.Load(), n.goneBoth.Load(), n.single.Load(), n.goneWithTail.Load())
}

// lay puts files into a new folder.
func lay(dir string, files map[string]string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// TestMendingIsDeterministic mends the same damage twice, with the same result.
func TestMendingIsDeterministic(t *testing.T) {
	t.Parallel()
	s := newSpecimen(t, "clean", true)
	for seed := range uint64(20) {
		files, hurt := s.wound(mathrand.New(mathrand.NewPCG(seed, 2)))
		var results [2]string
		for i := range results {
			dir := filepath.Join(t.TempDir(), "folder")
			if err := lay(dir, files); err != nil {
				t.Fatal(err)
			}
			q := reopen(t, dir, Options{noFlush: true})
			rep := q.Report()
			results[i] = fmt.Sprint(rep.Missing, rep.Doubtful, rep.Adopted, rep.Salvaged, len(rep.Kept), lines(readAll(t, q)))
			shut(t, q)
		}
		if results[0] != results[1] {
			t.Errorf("seed %d, hurt: %s: mended in two ways", seed, hurt)
		}
	}
}
