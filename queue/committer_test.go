package queue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"testing/iotest"

	"kioskd/queue/seal"
)

// inParallel runs f n times at once, waits for all, and reports their errors.
func inParallel(t *testing.T, n int, f func(i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

// Sixteen callers share commits, and everybody finds the own fact at the place
// that was returned.
func TestCallersShareCommits(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	const callers, rounds = 16, 20
	inParallel(t, callers, func(caller int) error {
		for round := range rounds {
			kept, err := q.Append(t.Context(), fact(caller*rounds+round))
			if err != nil {
				return err
			}
			read, err := q.From(kept[0].Seq, Limit{Facts: 1})
			if err != nil || diffLines(kept, read) != "" {
				return fmt.Errorf("fact %d is not where Append said: %w", kept[0].Seq, err)
			}
		}
		return nil
	})
	if got := len(readAll(t, q)); got != callers*rounds {
		t.Errorf("%d facts, want %d", got, callers*rounds)
	}
	if commits := q.Stats().Commits; commits > callers*rounds/2 {
		t.Errorf("%d commits for %d facts of %d callers: they do not share", commits, callers*rounds, callers)
	}
}

// Facts of one call stay together whatever others do, and a reader runs beside
// them to the end.
func TestAllAtOnce(t *testing.T) {
	t.Parallel()
	q := openTest(t, Options{})
	const callers, rounds = 8, 5
	inParallel(t, callers+1, func(caller int) error {
		if caller == callers {
			return readBeside(t.Context(), q, callers*rounds*3)
		}
		for range rounds {
			kept, err := q.Append(t.Context(), fact(caller), fact(caller), fact(caller))
			if err != nil {
				return err
			}
			if kept[2].Seq != kept[0].Seq+2 {
				return fmt.Errorf("the facts of one call are at %d to %d", kept[0].Seq, kept[2].Seq)
			}
		}
		return nil
	})
	if got := cursor(t, q, "hq").Waiting().Count; got != callers*rounds*3 {
		t.Errorf("%d wait, want all, since all were refused", got)
	}
}

// readBeside refuses and acknowledges every fact up to last as it comes, and
// asks everything else that can be asked.
func readBeside(ctx context.Context, q *Queue, last uint64) error {
	c, err := q.Cursor("hq")
	for seq := uint64(1); seq <= last && err == nil; seq++ {
		err = errors.Join(q.Wait(ctx, seq-1), c.Reject(ctx, seq, "just because"), c.Ack(seq), q.Stats().Err)
		if seq%16 == 0 {
			_, findErr := q.Find("order-3")
			err = errors.Join(err, findErr, q.Check(ctx))
		}
		c.Waiting()
	}
	return err
}

// After a commit that failed, nothing is known of its facts and nothing more is
// taken, until the queue is opened again and has looked.
func TestFailedCommit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	disk := &faultyDisk{osDisk: osDisk(dir)}
	q := reopen(t, dir, Options{Disk: disk})
	appendTest(t, q, fact(1))
	full := errors.New("no space left")
	disk.then(func() error { return full })
	if _, err := q.Append(t.Context(), fact(2)); !errors.Is(err, ErrUnknown) || !errors.Is(err, full) {
		t.Errorf("error %v, want %v because of %v", err, ErrUnknown, full)
	}
	disk.then(nil)
	if _, err := q.Append(t.Context(), fact(3)); !errors.Is(err, ErrBroken) || !errors.Is(err, full) || errors.Is(err, ErrUnknown) {
		t.Errorf("error %v, want %v because of %v", err, ErrBroken, full)
	}
	if err := q.Stats().Err; !errors.Is(err, ErrBroken) {
		t.Errorf("Stats say %v, want %v", err, ErrBroken)
	}
	if seq, _ := q.Last(); seq != 1 || len(readAll(t, q)) != 1 {
		t.Errorf("the queue ends at %d and shows %v, want what was promised: 1", seq, seqs(readAll(t, q)))
	}
	if found, err := q.Find("order-2"); len(found) != 0 || err != nil {
		t.Errorf("Find shows %v, error %v, of what was not promised", found, err)
	}
	shut(t, q)
	q = reopen(t, dir, Options{})
	defer shut(t, q)
	if got := len(readAll(t, q)); got != 2 {
		t.Errorf("reopened with %d facts; this disk had kept the second", got)
	}
}

// Those who waited behind the failed commit are told that theirs was not tried.
func TestFailedCommitStrandsOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	disk := &faultyDisk{osDisk: osDisk(dir)}
	q := reopen(t, dir, Options{Disk: disk})
	defer shut(t, q)
	first, second := make(chan error, 1), make(chan error, 1)
	entered, release := make(chan struct{}), make(chan struct{})
	disk.then(func() error { close(entered); <-release; return io.ErrShortWrite })
	go func() { _, err := q.Append(context.Background(), fact(1)); first <- err }()
	<-entered
	go func() { _, err := q.Append(context.Background(), fact(2)); second <- err }()
	for pending := 0; pending == 0; {
		q.mu.Lock()
		pending = len(q.pending)
		q.mu.Unlock()
	}
	close(release)
	if err := <-first; !errors.Is(err, ErrUnknown) {
		t.Errorf("in the commit: error %v, want %v", err, ErrUnknown)
	}
	if err := <-second; !errors.Is(err, ErrBroken) || errors.Is(err, ErrUnknown) {
		t.Errorf("behind it: error %v, want %v", err, ErrBroken)
	}
}

// A store that cannot be written any more breaks the queue, and Close says which
// acknowledgements it could not write.
func TestStoreGoesAway(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	q := reopen(t, dir, Options{})
	c := cursor(t, q, "hq")
	appendTest(t, q, fact(1))
	if err := c.Ack(1); err != nil {
		t.Fatal(err)
	}
	if err := q.db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := q.Append(t.Context(), fact(2)); !errors.Is(err, ErrBroken) {
		t.Errorf("error %v, want %v", err, ErrBroken)
	}
	if err := q.Close(); !errors.Is(err, ErrBroken) {
		t.Errorf("Close: error %v, want %v", err, ErrBroken)
	}
	q = reopen(t, dir, Options{})
	shut(t, q)
}

// Without randomness nothing can be sealed: the facts are refused, and the queue
// goes on when there is some again.
func TestNoRandomness(t *testing.T) {
	t.Parallel()
	source := &swapReader{r: bytes.NewReader(make([]byte, 1000))}
	key, err := seal.NewKey(source)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := seal.New(key, source)
	if err != nil {
		t.Fatal(err)
	}
	q := openTest(t, Options{Sealer: sealer, Rand: source})
	dry := errors.New("no entropy")
	source.swap(iotest.ErrReader(dry))
	if _, err := q.Append(t.Context(), fact(1), fact(2)); !errors.Is(err, dry) || errors.Is(err, ErrUnknown) {
		t.Errorf("error %v, want %v and nothing unknown", err, dry)
	}
	source.swap(bytes.NewReader(make([]byte, 1000)))
	if got := appendTest(t, q, fact(3))[0].Seq; got != 1 {
		t.Errorf("the next fact is %d, want 1", got)
	}
}

type swapReader struct {
	mu sync.Mutex // guards r
	r  io.Reader
}

func (s *swapReader) swap(r io.Reader) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.r = r
}

func (s *swapReader) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.r.Read(b)
}
