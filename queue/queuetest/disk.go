package queuetest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"kioskd/queue"
)

// ErrNoPower is what every operation returns after [Disk.Cut] or [Disk.Kill].
var ErrNoPower = errors.New("the disk has no power")

// Options say how a disk behaves. The zero value is a perfect one.
type Options struct {
	// Delay is how long an operation takes: sync, commit, create or syncdir. It
	// is called by the goroutine that waits; nil means no time.
	Delay func(op string) time.Duration

	// Fail returns why an operation fails, or nil: the ones above and write. What
	// a failed sync should have flushed is never flushed any more.
	Fail func(op, name string) error
}

// Disk is a [queue.Disk]. Build it with [New] or [Image.Disk].
type Disk struct {
	dir string // of the real files
	o   Options

	mu     sync.Mutex // guards what follows; never held while sleeping
	names  map[string]*inode
	kept   map[string]*inode // the names that a power cut leaves
	moves  []move            // changes of names that are not durable yet
	safe   []byte            // the store as the last durable commit left it; nil when unknown
	spare  []byte            // room for the next one; the store is large, and read at each commit
	under  bool              // a commit has been written and is not over
	noMore bool
}

var _ queue.Disk = (*Disk)(nil)

// New makes a disk of a folder.
func New(dir string, o Options) (*Disk, error) {
	if o.Delay == nil {
		o.Delay = func(string) time.Duration { return 0 }
	}
	if o.Fail == nil {
		o.Fail = func(string, string) error { return nil }
	}
	d := &Disk{dir: dir, o: o, names: map[string]*inode{}, kept: map[string]*inode{}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make a disk: %w", err)
	}
	safe, err := os.ReadFile(d.Path(storeFile))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	d.safe = safe
	return d, err
}

// Dir returns the folder of the real files. Whoever made it removes it.
func (d *Disk) Dir() string { return d.dir }

// Path implements [queue.Disk].
func (d *Disk) Path(name string) string { return filepath.Join(d.dir, name) }

// Committed implements [queue.Disk]: it takes its time, and then the commit is
// one that a power cut leaves.
func (d *Disk) Committed(name string) error {
	var room []byte
	d.set(func() { room, d.spare = d.spare, nil })
	store, err := readInto(room, d.Path(name))
	if err != nil {
		return err
	}
	d.set(func() { d.under = true })
	if err := d.take("commit", name); err != nil {
		return err
	}
	d.set(func() { d.under, d.safe, d.spare = false, store, d.safe })
	return nil
}

// readInto reads a whole file, into a slice if it has room.
func readInto(room []byte, name string) (_ []byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	all := slices.Grow(room[:0], int(info.Size()))[:info.Size()]
	_, err = io.ReadFull(f, all)
	return all, err
}

func (d *Disk) set(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
}

// take is an operation's time and luck.
func (d *Disk) take(op, name string) error {
	if delay := d.o.Delay(op); delay > 0 {
		time.Sleep(delay)
	}
	if err := d.alive(); err != nil {
		return err
	}
	if err := d.o.Fail(op, name); err != nil {
		return fmt.Errorf("%s %s: %w", op, name, err)
	}
	return nil
}

func (d *Disk) alive() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.noMore {
		return ErrNoPower
	}
	return nil
}

// List implements [queue.Disk].
func (d *Disk) List() ([]string, error) {
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return nil, fmt.Errorf("list the folder: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	names := slices.Collect(maps.Keys(d.names))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return names, nil
}

// Create implements [queue.Disk].
func (d *Disk) Create(name string, size int64) (queue.File, error) {
	if err := d.take("create", name); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	n := &inode{name: name, data: make([]byte, size), flushed: make([]byte, size)}
	d.moveLocked(move{to: name, node: n})
	return &file{d, n}, nil
}

// Open implements [queue.Disk].
func (d *Disk) Open(name string) (queue.File, error) {
	d.mu.Lock()
	n := d.names[name]
	d.mu.Unlock()
	if n != nil {
		return &file{d, n}, d.alive()
	}
	return queue.FolderDisk(d.dir).Open(name)
}

// Rename implements [queue.Disk].
func (d *Disk) Rename(from, to string) error {
	if err := d.alive(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if n := d.names[from]; n != nil {
		d.moveLocked(move{from: from, to: to, node: n})
		return nil
	}
	if err := os.Rename(d.Path(from), d.Path(to)); err != nil || to != storeFile {
		return err
	}
	safe, err := os.ReadFile(d.Path(to))
	d.safe = safe
	return err
}

// Remove implements [queue.Disk].
func (d *Disk) Remove(name string) error {
	if err := d.alive(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.names[name] != nil {
		d.moveLocked(move{from: name})
		return nil
	}
	return os.Remove(d.Path(name))
}

// SyncDir implements [queue.Disk].
func (d *Disk) SyncDir() error {
	if err := d.take("syncdir", "."); err != nil {
		return err
	}
	d.set(func() {
		for _, m := range d.moves {
			m.in(d.kept)
		}
		d.moves = nil
	})
	return nil
}

func (d *Disk) moveLocked(m move) {
	m.in(d.names)
	d.moves = append(d.moves, m)
}

// move is a change of a name: made, given to another, or taken away.
type move struct {
	from, to string
	node     *inode
}

func (m move) in(names map[string]*inode) {
	delete(names, m.from)
	if m.to != "" {
		names[m.to] = m.node
	}
}

// The real files that matter here.
const (
	storeFile = "queue.db"
	lockFile  = "lock"
	pageSize  = 4096
)

// newest returns which of a store's two meta pages is the newer one, and its
// transaction.
func newest(store []byte) (page int, tx uint64) {
	const place = 64 // of the transaction's number in a meta page of bbolt
	a, b := binary.LittleEndian.Uint64(store[place:]), binary.LittleEndian.Uint64(store[pageSize+place:])
	if a > b {
		return 0, a
	}
	return 1, b
}

// transient reports whether a real file means nothing after a cut: the lock goes
// with its holder, and what was not given its name yet is no file.
func transient(name string) bool {
	return name == lockFile || strings.HasSuffix(name, ".new")
}
