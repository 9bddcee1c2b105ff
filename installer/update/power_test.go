package update

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
)

// errPower is what a disk answers that has none.
var errPower = errors.New("the power is gone")

// errFull is what it answers when it is full.
var errFull = errors.New("no space left on device")

// power is a disk on a real folder whose power goes after so many changes. The one
// that is on its way is done by half; the folder is then what was flushed, and of
// the rest whatever chance leaves ([inode]).
type power struct {
	osDisk
	left   int // changes until it goes; negative for never
	room   int // things that can be written until the disk is full; negative for any
	gone   atomic.Bool
	dead   atomic.Bool // the program that runs has panicked, and does nothing any more
	random *rand.Rand

	data   string // the folder
	shadow *inode // the same, with what was flushed
}

func newPower(data string, left int, seed uint64) (*power, error) {
	shadow, err := load(data)
	return &power{left: left, room: -1, random: rand.New(rand.NewPCG(seed, 1)), data: data, shadow: shadow}, err
}

// change counts one change, and reports whether there is power for it.
func (p *power) change() error {
	if p.gone.Load() || p.dead.Load() {
		return errPower
	}
	if p.left == 0 {
		p.gone.Store(true)
		return errors.Join(errPower, os.RemoveAll(p.data), p.shadow.survive(p.data, p.random))
	}
	p.left--
	return nil
}

// write counts one change that takes room.
func (p *power) write() error {
	if p.room == 0 {
		return errFull
	}
	p.room--
	return p.change()
}

// rel returns a name as the shadow knows it.
func (p *power) rel(name string) string {
	short, err := filepath.Rel(p.data, name)
	if err != nil {
		panic(err) // the folder is absolute, and so are all names below it
	}
	return short
}

// folder returns what a name stands in, and its last part.
func (p *power) folder(name string) (*inode, string) {
	return p.shadow.at(p.rel(filepath.Dir(name))), filepath.Base(name)
}

func (p *power) ReadFile(name string) ([]byte, error) {
	if p.gone.Load() {
		return nil, errPower
	}
	return p.osDisk.ReadFile(name)
}

func (p *power) Open(name string) (io.ReadCloser, error) {
	if p.gone.Load() {
		return nil, errPower
	}
	return p.osDisk.Open(name)
}

func (p *power) Names(dir string) ([]string, error) {
	if p.gone.Load() {
		return nil, errPower
	}
	return p.osDisk.Names(dir)
}

func (p *power) Append(name string) (Writer, error) {
	if err := p.write(); err != nil {
		return nil, err
	}
	w, err := p.osDisk.Append(name)
	return p.writes(w, err, name, 0o600)
}

func (p *power) Create(name string, mode os.FileMode) (Writer, error) {
	if err := p.write(); err != nil {
		return nil, err
	}
	if n := p.shadow.at(p.rel(name)); n != nil {
		n.data = nil
	}
	w, err := p.osDisk.Create(name, mode)
	return p.writes(w, err, name, mode)
}

func (p *power) writes(w Writer, err error, name string, mode os.FileMode) (Writer, error) {
	if err != nil {
		return nil, err
	}
	dir, base := p.folder(name)
	if dir.names[base] == nil {
		dir.change(edit{base: {mode: mode}})
	}
	return &powered{w, p, dir.names[base]}, nil
}

func (p *power) Mkdir(dir string) error {
	if err := p.write(); err != nil {
		return err
	}
	if err := p.osDisk.Mkdir(dir); err != nil {
		return err
	}
	if in, base := p.folder(dir); in.names[base] == nil {
		in.change(edit{base: newFolder()})
	}
	return nil
}

func (p *power) Rename(from, to string) error {
	if err := p.change(); err != nil {
		return err
	}
	if err := p.osDisk.Rename(from, to); err != nil {
		return err
	}
	dir, was := p.folder(from)
	dir.change(edit{was: nil, filepath.Base(to): dir.names[was]})
	return nil
}

func (p *power) RemoveAll(name string) error {
	if err := p.change(); err != nil {
		return err
	}
	if dir, base := p.folder(name); dir != nil && dir.names[base] != nil {
		dir.change(edit{base: nil})
	}
	return p.osDisk.RemoveAll(name)
}

func (p *power) SyncDir(dir string) error {
	if err := p.change(); err != nil {
		return err
	}
	p.shadow.at(p.rel(dir)).flush()
	return nil // the machine of the test keeps its power
}

// powered is a file on such a disk.
type powered struct {
	Writer
	p *power
	n *inode
}

func (w *powered) Write(b []byte) (int, error) {
	if w.p.left == 0 && !w.p.gone.Load() && !w.p.dead.Load() {
		w.n.data = append(w.n.data, b[:len(b)/2]...)
	}
	if err := w.p.write(); err != nil {
		return 0, err
	}
	w.n.data = append(w.n.data, b...)
	return w.Writer.Write(b)
}

func (w *powered) Sync() error {
	if err := w.p.change(); err != nil {
		return err
	}
	w.n.flushed = bytes.Clone(w.n.data)
	return nil // as for a folder
}
