package update

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// errPower is what a disk answers that has none.
var errPower = errors.New("the power is gone")

// power is a disk on a real folder whose power goes after so many changes: the
// one that is on its way is done by half, what was not flushed is cut off, and
// names that were not flushed may be the old ones again.
type power struct {
	osDisk
	left   int // changes until it goes; negative for never
	gone   atomic.Bool
	random *rand.Rand

	synced  map[string]int64 // length up to which a file was flushed
	renamed []renaming       // not flushed
}

type renaming struct {
	from, to string
	before   []byte // what was called so before, nil for nothing or for a folder
}

func newPower(left int, seed uint64) *power {
	return &power{left: left, random: rand.New(rand.NewPCG(seed, 1)), synced: map[string]int64{}}
}

// change counts one change, and reports whether there is power for it.
func (p *power) change() bool {
	if p.gone.Load() {
		return false
	}
	if p.left == 0 {
		p.cut()
		return false
	}
	p.left--
	return true
}

// cut takes the power away.
func (p *power) cut() {
	p.gone.Store(true)
	for i := len(p.renamed) - 1; i >= 0; i-- {
		if r := p.renamed[i]; p.random.IntN(2) == 0 {
			r.undo()
		}
	}
	for name, n := range p.synced {
		if info, err := os.Stat(name); err == nil && info.Size() > n {
			_ = os.Truncate(name, n+p.random.Int64N(info.Size()-n+1))
		}
	}
}

// undo gives both names back. A test's folder that cannot do that fails later.
func (r renaming) undo() {
	_ = os.Rename(r.to, r.from)
	if r.before != nil {
		_ = os.WriteFile(r.to, r.before, 0o644)
	}
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

func (p *power) Append(name string) (Writer, error) { return p.writer(p.osDisk.Append(name))(name) }

func (p *power) Create(name string, mode os.FileMode) (Writer, error) {
	if !p.change() {
		return nil, errPower
	}
	delete(p.synced, name)
	return p.writer(p.osDisk.Create(name, mode))(name)
}

func (p *power) writer(w Writer, err error) func(string) (Writer, error) {
	return func(name string) (Writer, error) {
		if err == nil && p.gone.Load() {
			err = errors.Join(errPower, w.Close())
		}
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(name)
		if _, known := p.synced[name]; !known && err == nil {
			p.synced[name] = info.Size()
		}
		return &powered{w, p, name}, err
	}
}

func (p *power) MkdirAll(dir string) error {
	if !p.change() {
		return errPower
	}
	return p.osDisk.MkdirAll(dir)
}

func (p *power) Rename(from, to string) error {
	if !p.change() {
		return errPower
	}
	before, err := os.ReadFile(to)
	if err != nil {
		before = nil
	}
	if err := p.osDisk.Rename(from, to); err != nil {
		return err
	}
	p.renamed = append(p.renamed, renaming{from, to, before})
	for name, n := range p.synced {
		if rest, ok := strings.CutPrefix(name, from); ok {
			delete(p.synced, name)
			p.synced[to+rest] = n
		}
	}
	return nil
}

func (p *power) RemoveAll(name string) error {
	if !p.change() {
		return errPower
	}
	return p.osDisk.RemoveAll(name)
}

func (p *power) Names(dir string) ([]string, error) {
	if p.gone.Load() {
		return nil, errPower
	}
	return p.osDisk.Names(dir)
}

func (p *power) SyncDir(dir string) error {
	if !p.change() {
		return errPower
	}
	var rest []renaming
	for _, r := range p.renamed {
		if filepath.Dir(r.to) != filepath.Clean(dir) {
			rest = append(rest, r)
		}
	}
	p.renamed = rest
	return p.osDisk.SyncDir(dir)
}

// powered is a file on such a disk.
type powered struct {
	Writer
	p    *power
	name string
}

func (w *powered) Write(b []byte) (int, error) {
	if !w.p.gone.Load() && w.p.left == 0 {
		_, _ = w.Writer.Write(b[:len(b)/2])
	}
	if !w.p.change() {
		return 0, errPower
	}
	return w.Writer.Write(b)
}

func (w *powered) Sync() error {
	if !w.p.change() {
		return errPower
	}
	info, err := os.Stat(w.name)
	if err == nil {
		w.p.synced[w.name] = info.Size()
	}
	return err
}
