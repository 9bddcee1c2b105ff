package queuetest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
)

// Image is what is on a disk at one moment.
type Image struct {
	real map[string][]byte // in the folder
	log  map[string][]byte
}

// Cut switches the disk off as a power cut does and returns what is left. The
// generator decides about what was not flushed.
func (d *Disk) Cut(r *rand.Rand) (Image, error) {
	share := []float64{0, 1, 0.5, 0.1, 0.9}[r.IntN(5)]
	lost, torn := r.IntN(3), r.IntN(2) == 0
	d.mu.Lock()
	defer d.mu.Unlock()
	i := Image{log: d.wreckLocked(share, r)}
	var err error
	i.real, err = readFolder(d.dir)
	if store := i.real[storeFile]; store != nil && (lost > 0 || !d.under) {
		i.real[storeFile] = d.rolledBack(store, torn && d.under)
	}
	d.noMore = true
	return i, err
}

// Kill switches the disk off for the process that uses it, which has died. The
// system stays, and with it everything that was written.
func (d *Disk) Kill() (Image, error) {
	i, err := d.Copy()
	d.set(func() { d.noMore = true })
	return i, err
}

// Copy returns what is on the disk, as a backup program would.
func (d *Disk) Copy() (Image, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := Image{log: map[string][]byte{}}
	for name, n := range d.names {
		i.log[name] = slices.Clone(n.data)
	}
	var err error
	i.real, err = readFolder(d.dir)
	return i, err
}

// wreckLocked returns the log's files after a power cut.
func (d *Disk) wreckLocked(share float64, r *rand.Rand) map[string][]byte {
	left := map[string]*inode{}
	for name, n := range d.kept {
		left[name] = n
	}
	for _, m := range d.moves[:int(share*float64(len(d.moves)+1)*0.999)] {
		m.in(left)
	}
	log := map[string][]byte{}
	for _, name := range sortedNames(left) {
		log[name] = left[name].settle(func() bool { return r.Float64() < share })
	}
	return log
}

// rolledBack takes commits that nobody has waited for out of a store. The one
// under way has left all but its meta page, or half of that; what came before it
// without having been waited for is not on the disk at all.
func (d *Disk) rolledBack(store []byte, torn bool) []byte {
	if len(d.safe) < 2*pageSize || len(store) < 2*pageSize {
		return store
	}
	page, tx := newest(store)
	_, before := newest(d.safe)
	switch {
	case tx > before+1:
		return slices.Clone(d.safe)
	case tx == before+1:
		meta := store[page*pageSize : (page+1)*pageSize]
		copy(meta, d.safe[page*pageSize:])
		if torn {
			clear(meta[:sector])
		}
	}
	return store
}

// Disk puts the image into a folder and makes a disk of it.
func (i Image) Disk(dir string, o Options) (*Disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make a disk of an image: %w", err)
	}
	for name, data := range i.real {
		if err := os.WriteFile((&Disk{dir: dir}).Path(name), data, 0o600); err != nil {
			return nil, fmt.Errorf("make a disk of an image: %w", err)
		}
	}
	d, err := New(dir, o)
	if err != nil {
		return nil, err
	}
	for name, data := range i.log {
		n := &inode{name: name, data: slices.Clone(data), flushed: slices.Clone(data)}
		d.names[name], d.kept[name] = n, n
	}
	return d, nil
}

func readFolder(dir string) (map[string][]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read the disk: %w", err)
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if transient(e.Name()) {
			continue
		}
		if files[e.Name()], err = os.ReadFile((&Disk{dir: dir}).Path(e.Name())); err != nil {
			return nil, fmt.Errorf("read the disk: %w", err)
		}
	}
	return files, nil
}

func sortedNames(files map[string]*inode) []string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
