package queue

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"kioskd/queue/internal/safefile"
)

// stopFile is left beside the store by a clean stop, and taken away by the next
// start.
const stopFile = "queue.stop"

// quickAt is how large a store must be for a start after a clean stop to leave
// out the look at its every page: a smaller one is read in no time.
const quickAt = 64 << 20

// stopNote tells a store from every other state of it: each commit changes the
// first page that it names.
//
// A store that is as the last stop left it needs no look at its every page: what
// a power cut can do to pages it has done before a start, and that start had no
// note. What is left is a disk that forgets what it has long held. That shows
// when the page is read, as damage and not as a wrong fact, because facts are
// sealed; from then on nobody leaves a note, and the next start looks at
// everything and mends it. So does the start after one that did not live to
// leave its own, however it ended.
type stopNote struct {
	Size   int64  `json:"size"`
	Commit uint64 `json:"commit"`
	Sum    uint64 `json:"sum"` // of the store's newest first page
}

// noteOf describes a store that nobody has open.
func noteOf(path string) (note stopNote, err error) {
	f, err := os.Open(path)
	if err != nil {
		return note, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return note, err
	}
	m, err := bestMeta(f)
	return stopNote{Size: info.Size(), Commit: m.commit, Sum: m.sum}, err
}

// leaveNote notes that the store, which has just been closed, is whole.
func (q *Queue) leaveNote() error {
	note, err := noteOf(q.opts.Disk.Path(storeFile))
	if err != nil {
		return fmt.Errorf("note how the store was left: %w", err)
	}
	text, err := toSummed(note)
	if err != nil {
		return err
	}
	return safefile.Write(q.opts.Disk.Path(stopFile), text)
}

// mayBeQuick reports whether the store is as the note says, and large enough to
// be opened without a look at every page. The note is gone then: should this
// start die of what it did not look at, the next one looks.
func (q *Queue) mayBeQuick(path string) (bool, error) {
	text, err := os.ReadFile(q.opts.Disk.Path(stopFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read how the store was left: %w", err)
	}
	var want stopNote
	if fromSummed(text, &want) != nil {
		return false, nil // a damaged note is none
	}
	got, err := noteOf(path)
	if err != nil || got != want || got.Size < q.opts.quick {
		return false, nil // the long look tells what is wrong
	}
	return true, q.dropNote()
}

// dropNote takes the note away, if there is one.
func (q *Queue) dropNote() error {
	if err := os.Remove(q.opts.Disk.Path(stopFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("take the note away how the store was left: %w", err)
	}
	return nil
}
