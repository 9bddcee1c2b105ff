// Package vault keeps small things that must survive a power cut and are no
// facts: the last good settings, the latest time ever seen, what a web app
// stores.
//
// A value is replaced whole or not at all, is sealed with the journal's data
// key, and opens only under the name that it was put under.
//
//	v, err := vault.Open(dir, sealer)
//	err = v.Put("settings", document)
//	document, err = v.Get("settings")
package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kioskd/queue/internal/safefile"
	"kioskd/queue/seal"
)

// MaxValue is the size of the largest value, in bytes.
const MaxValue = 1 << 20

// Causes of errors, beside those of package seal for values that do not open
// and [fs.ErrNotExist] for those that are not there.
var (
	ErrName  = errors.New("not a name for the vault")
	ErrLarge = errors.New("too large for the vault")
)

// Vault is a folder of sealed values. Different names may be used by many
// goroutines at once; one name has one writer.
type Vault struct {
	dir    string
	sealer *seal.Sealer
}

// Open makes the folder if need be.
func Open(dir string, s *seal.Sealer) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the vault: %w", err)
	}
	return &Vault{dir: dir, sealer: s}, nil
}

// Get returns a value.
func (v *Vault) Get(name string) ([]byte, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	sealed, err := os.ReadFile(v.path(name))
	if err != nil {
		return nil, fmt.Errorf("read %s from the vault: %w", name, err)
	}
	value, err := v.sealer.Open(place(name), 0, sealed)
	if err != nil {
		return nil, fmt.Errorf("read %s from the vault: %w", name, err)
	}
	return value, nil
}

// Put returns when the value is durable.
func (v *Vault) Put(name string, value []byte) error {
	if err := checkName(name); err != nil {
		return err
	}
	if len(value) > MaxValue {
		return fmt.Errorf("%w: %s has %d bytes, at most %d are kept", ErrLarge, name, len(value), MaxValue)
	}
	sealed, err := v.sealer.Seal(place(name), 0, value)
	if err == nil {
		err = safefile.Write(v.path(name), sealed)
	}
	if err != nil {
		return fmt.Errorf("put %s into the vault: %w", name, err)
	}
	return nil
}

// Delete removes a value. One that is not there is none the less gone.
func (v *Vault) Delete(name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	if err := os.Remove(v.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s from the vault: %w", name, err)
	}
	return safefile.SyncDir(v.dir)
}

// Names lists what is kept, in alphabetical order.
func (v *Vault) Names() ([]string, error) {
	files, err := os.ReadDir(v.dir)
	if err != nil {
		return nil, fmt.Errorf("list the vault: %w", err)
	}
	var names []string
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), extension); ok && checkName(name) == nil {
			names = append(names, name)
		}
	}
	return names, nil
}

const extension = ".sealed"

func (v *Vault) path(name string) string { return filepath.Join(v.dir, name+extension) }

// place keeps values apart from each other and from the journal's.
func place(name string) string { return "vault/" + name }

// maxName is the length of the longest name.
const maxName = 64

// checkName lets only such names pass as are files on every system: 1 to 64
// small letters, digits and hyphens, a letter first.
func checkName(name string) error {
	ok := name != "" && len(name) <= maxName && name[0] >= 'a' && name[0] <= 'z'
	for _, c := range []byte(name) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')
	}
	if !ok {
		return fmt.Errorf("%w: %q", ErrName, name)
	}
	return nil
}
