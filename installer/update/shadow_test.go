package update

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// inode is a file or a folder of a disk that forgets: what programs see, what was
// flushed, and for a folder what has been done to its names since.
//
//	write, sync            the bytes stay
//	create, rename, remove, mkdir, then sync of the folder: the name stays
//	anything else          may be there after a power cut, or not, or by half
type inode struct {
	data, flushed []byte
	mode          os.FileMode

	names map[string]*inode // nil for a file
	kept  map[string]*inode
	edits []edit
}

// edit changes names of one folder in one step; nil takes a name away.
type edit map[string]*inode

func newFolder() *inode { return &inode{names: map[string]*inode{}, kept: map[string]*inode{}} }

// load reads a folder that has survived, and so is flushed.
func load(path string) (*inode, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	folder := newFolder()
	for _, e := range entries {
		var n *inode
		if at := filepath.Join(path, e.Name()); e.IsDir() {
			n, err = load(at)
		} else {
			n, err = loadFile(at)
		}
		if err != nil {
			return nil, err
		}
		folder.names[e.Name()], folder.kept[e.Name()] = n, n
	}
	return folder, nil
}

func loadFile(path string) (*inode, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	return &inode{data: data, flushed: data, mode: info.Mode()}, err
}

// at returns what a path leads to, nil for nothing.
func (n *inode) at(path string) *inode {
	if path == "." {
		return n
	}
	for part := range strings.SplitSeq(filepath.ToSlash(path), "/") {
		if n = n.names[part]; n == nil {
			return nil
		}
	}
	return n
}

func (n *inode) change(e edit) {
	n.edits = append(n.edits, e)
	e.apply(n.names)
}

func (e edit) apply(names map[string]*inode) {
	for name, to := range e {
		if to == nil {
			delete(names, name)
		} else {
			names[name] = to
		}
	}
}

// flush has the names in a folder survive, and not what is in them.
func (n *inode) flush() { n.kept, n.edits = maps.Clone(n.names), nil }

// survive writes what a power cut leaves of a folder.
func (n *inode) survive(path string, random *rand.Rand) error {
	names := maps.Clone(n.kept)
	inOrder, until := random.IntN(2) == 0, random.IntN(len(n.edits)+1)
	for i, e := range n.edits {
		if inOrder && i < until || !inOrder && random.IntN(2) == 0 {
			e.apply(names)
		}
	}
	if err := os.MkdirAll(path, 0o755); err != nil {
		return err
	}
	for name, kid := range names {
		at := filepath.Join(path, name)
		if kid.names != nil {
			if err := kid.survive(at, random); err != nil {
				return err
			}
		} else if err := os.WriteFile(at, kid.left(random), kid.mode|0o600); err != nil {
			return err
		}
	}
	return nil
}

// left is what a power cut leaves of a file: all, what was flushed, a part of what
// was written, or as many zeros.
func (n *inode) left(random *rand.Rand) []byte {
	sure := 0
	if bytes.HasPrefix(n.data, n.flushed) {
		sure = len(n.flushed)
	}
	switch random.IntN(4) {
	case 0:
		return n.data
	case 1:
		return n.data[:sure+random.IntN(len(n.data)-sure+1)]
	case 2:
		return append(bytes.Clone(n.data[:sure]), make([]byte, len(n.data)-sure)...)
	}
	return n.flushed
}
