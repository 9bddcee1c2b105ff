package queue

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// Open opens the queue in a folder, and makes it where there has been none. The
// queue must be closed: Open starts the committer, and holds the folder's lock.
//
// After a power cut, and after damage to one of the two stores, Open makes the
// queue whole from the other one, keeps what was damaged under another name, and
// says so in [Queue.Report]. What neither store has is listed there by number.
//
// Open changes nothing when it refuses: a folder in use ([ErrLocked]), a store
// of a newer program ([ErrNewer]), a key that does not fit ([ErrKey]), files that
// do not belong together or damage that nothing is left to mend with
// ([ErrDamaged]).
func Open(dir string, o Options) (*Queue, error) {
	o, err := o.withDefaults(dir)
	if err != nil {
		return nil, fmt.Errorf("open queue %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open queue %s: make the folder: %w", dir, err)
	}
	lock, err := lockDir(o.Disk.Path(lockFile))
	if err != nil {
		return nil, fmt.Errorf("open queue %s: %w", dir, err)
	}
	q := newQueue(o, lock)
	if err := q.start(); err != nil {
		return nil, fmt.Errorf("open queue %s: %w", dir, errors.Join(err, q.abandon()))
	}
	go q.run()
	return q, nil
}

func newQueue(o Options, lock *dirLock) *Queue {
	q := &Queue{opts: o, lock: lock, baton: make(chan struct{}, 1), work: make(chan struct{}, 1), done: make(chan struct{})}
	q.log = &wal{disk: o.Disk, size: o.SegmentBytes}
	q.report.At = time.Now().UTC().Truncate(time.Second)
	q.moved, q.cursors = make(chan struct{}), map[string]*Cursor{}
	q.baton <- struct{}{}
	return q
}

// start does what Open does, once the folder is ours.
func (q *Queue) start() error {
	f, err := q.survey()
	if err == nil {
		err = q.askDisk()
	}
	if err != nil {
		return err
	}
	if err := q.prepare(f); err != nil {
		return err
	}
	if err := q.openOrMend(f); err != nil {
		return err
	}
	if err := q.reconcile(); err != nil {
		return fmt.Errorf("bring log and store together: %w", err)
	}
	if err := q.signEpoch(); err != nil {
		return err
	}
	if err := q.noteGeneration(); err != nil {
		return err
	}
	q.report.Missing = q.holes
	q.countLog()
	return errors.Join(q.log.findSpare(), q.dropNote())
}

// abandon gives back what start had taken.
func (q *Queue) abandon() error {
	errs := []error{q.log.close()}
	if q.db != nil {
		errs = append(errs, guard(q.db.Close))
	}
	return errors.Join(append(errs, q.lock.release())...)
}

// folder is which files there are.
type folder struct {
	store, sign bool
	damaged     string // the newest store that was set aside, if any
}

func (q *Queue) survey() (folder, error) {
	var f folder
	names, err := q.opts.Disk.List()
	if err != nil {
		return f, err
	}
	for _, name := range names {
		f.store = f.store || name == storeFile
		f.sign = f.sign || name == epochFile
		if strings.HasPrefix(name, storeFile+".damaged-") {
			f.damaged = name
		}
	}
	return f, q.log.list()
}

// prepare sees to it that there are a key and a store, and makes them only
// where there has been nothing before.
func (q *Queue) prepare(f folder) error {
	been := f.store || f.sign || len(q.log.segs) > 0
	if q.opts.Sealer == nil {
		var err error
		if q.opts.Sealer, err = keySealer(q.opts, been); err != nil {
			return err
		}
	}
	if been {
		return nil
	}
	q.opts.Log.Info("making a new store", "path", q.opts.Disk.Path(storeFile))
	q.report.Made = true
	return makeStore(q.opts)
}

// openOrMend opens the store, and where it is damaged mends it first: once by
// the store's own last state but one, once from whatever is left.
func (q *Queue) openOrMend(f folder) error {
	err := q.openStore()
	if err == nil {
		return nil
	}
	if !errors.Is(err, ErrDamaged) || errors.Is(err, errForeign) || len(q.log.segs) == 0 {
		return explain(q.opts, err)
	}
	q.mending = true
	if err := q.mend(f, err); err != nil {
		return fmt.Errorf("mend %s: %w", q.opts.Disk.Path(storeFile), err)
	}
	if err := q.openStore(); err != nil {
		return fmt.Errorf("mended, and still: %w", err)
	}
	return nil
}

// openStore opens the store and reads it as far as is fitting.
func (q *Queue) openStore() error {
	path := q.opts.Disk.Path(storeFile)
	if err := notEmpty(path); err != nil {
		return err
	}
	quick, err := q.mayBeQuick(path)
	if err == nil && !quick {
		err = q.opts.Verify(context.Background(), path)
	}
	if err != nil {
		return err
	}
	heads, err := q.heads()
	if err != nil {
		return err
	}
	if err := q.tryStore(path, heads); err != nil {
		return err
	}
	if err := q.checkSign(distinct(heads)); err != nil {
		return errors.Join(err, q.dropStore())
	}
	return nil
}

// tryStore opens and loads a store from a path, looks at all of it after an
// unclean stop, and forgets it again when it is damaged.
func (q *Queue) tryStore(path string, heads []run) error {
	db, err := openBolt(path, q.opts.noFlush)
	if err != nil {
		return asDamage(err)
	}
	q.db = db
	err = guard(q.load)
	if errors.Is(err, ErrKey) && !errors.Is(err, errOldKey) && q.keyFits(heads) {
		err = fmt.Errorf("%w: %w", ErrDamaged, err) // the key is right, so the store is not
	}
	if err == nil {
		err = q.judge()
	}
	if err != nil {
		return errors.Join(err, q.dropStore())
	}
	return nil
}

// walkLimit is how many facts are looked at even after a clean stop.
const walkLimit = 20_000

// judge looks at the whole store unless that would take long and the last stop
// was a clean one.
func (q *Queue) judge() error {
	clean, err := q.endedCleanly()
	if err != nil {
		return err
	}
	clean = clean && !q.mending // what was clean before the damage proves nothing
	q.report.Clean = clean
	if clean && q.tip.seq > q.opts.walk {
		return nil
	}
	return q.checkStore(context.Background())
}

// dropStore closes a store that is not to be used and forgets what was read.
func (q *Queue) dropStore() error {
	err := guard(q.db.Close)
	q.state = state{moved: q.moved, cursors: map[string]*Cursor{}}
	return err
}

// notEmpty refuses a store that is not there or has no bytes, which bbolt would
// silently fill anew.
func notEmpty(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: put %s back; to give up what it held, move the sign %s away too", errGone, path, epochFile)
	}
	if err != nil {
		return fmt.Errorf("look at the store: %w", err)
	}
	if info.Size() == 0 {
		return fmt.Errorf("%w: it is empty: put it back as it was", errCut)
	}
	return nil
}

func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", path, err)
	}
	return true, nil
}
