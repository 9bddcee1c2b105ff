package queue

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	berrors "go.etcd.io/bbolt/errors"
)

// Opening says what Open found and did, for HQ and for people.
type Opening struct {
	At    time.Time `json:"at"`
	Made  bool      `json:"made,omitempty"` // there was no store yet
	Clean bool      `json:"clean"`          // the last stop was a clean one, and nothing has changed since

	Found []string `json:"found,omitempty"` // what was wrong
	Done  []string `json:"done,omitempty"`  // what was done about it
	Kept  []string `json:"kept,omitempty"`  // damaged files, under the names they have now

	Adopted  int    `json:"adopted,omitempty"`  // facts that the store got from the log
	Salvaged int    `json:"salvaged,omitempty"` // facts that the log got from the store
	Missing  []Span `json:"missing,omitempty"`  // facts that neither has any more

	// Doubtful are numbers after the last fact that the remains name and do not
	// show. They may have been promised; more often a power cut broke them off
	// before they were. They are given again.
	Doubtful []Span `json:"doubtful,omitempty"`

	// Forgetful names the file system of the folder if that may forget everything
	// when the machine restarts, as a write filter does. It is not a fault of the
	// journal, and nothing here can mend it.
	Forgetful string `json:"forgetful,omitempty"`
}

// Good reports whether nothing was damaged and nothing is missing.
func (o Opening) Good() bool { return len(o.Kept)+len(o.Missing)+len(o.Doubtful) == 0 }

// Report returns what Open found and did.
func (q *Queue) Report() Opening { return q.report }

func (q *Queue) found(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	q.report.Found = append(q.report.Found, text)
	q.opts.Log.Warn("found while opening the queue", "what", text)
}

func (q *Queue) did(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	q.report.Done = append(q.report.Done, text)
	q.opts.Log.Warn("done while opening the queue", "what", text)
}

// askDisk notes in the report if the folder's file system forgets.
func (q *Queue) askDisk() (err error) {
	dir := filepath.Dir(q.opts.Disk.Path(storeFile))
	if q.report.Forgetful, err = Forgets(dir); q.report.Forgetful != "" {
		q.opts.Log.Warn("what is written to this folder may be gone when the machine restarts", "folder", dir, "file system", q.report.Forgetful)
	}
	return err
}

// setAside gives a damaged file a name that says when and why, and keeps it.
func (q *Queue) setAside(name, why string) error {
	stem := fmt.Sprintf("%s.damaged-%s-%s", name, q.report.At.UTC().Format("20060102T150405Z"), why)
	aside := stem
	for n := 2; ; n++ {
		there, err := exists(q.opts.Disk.Path(aside))
		if err != nil {
			return err
		}
		if !there {
			break
		}
		aside = fmt.Sprintf("%s-%d", stem, n)
	}
	if err := q.opts.Disk.Rename(name, aside); err != nil {
		return fmt.Errorf("set %s aside: %w", name, err)
	}
	q.report.Kept = append(q.report.Kept, aside)
	return q.opts.Disk.SyncDir()
}

// why names damage in a word.
func why(err error) string {
	for _, w := range []struct {
		sign error
		word string
	}{{errCut, "cut"}, {errGone, "gone"}, {berrors.ErrChecksum, "checksum"}, {berrors.ErrInvalid, "not-a-store"}, {berrors.ErrVersionMismatch, "version"}, {ErrKey, "key"}} {
		if errors.Is(err, w.sign) {
			return w.word
		}
	}
	return "content"
}
