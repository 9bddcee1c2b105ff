package update

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The names of what is beside the programs in a folder with a version.
const (
	ManifestFile  = "manifest.json"
	SignatureFile = "manifest.sig"
)

// ReadFolder reads the offer in a folder, as on a USB stick or at HQ. It checks
// nothing.
func ReadFolder(dir string) (o Offer, err error) {
	if o.Manifest, err = readAtMost(filepath.Join(dir, ManifestFile), maxManifest); err != nil {
		return o, fmt.Errorf("%s holds no update: %w; make one with: kioskhq update sign", dir, err)
	}
	signature, err := readAtMost(filepath.Join(dir, SignatureFile), 1<<10)
	if err != nil {
		return o, fmt.Errorf("the update in %s is not signed: %w; sign it with: kioskhq update sign", dir, err)
	}
	o.Signature = strings.TrimSpace(string(signature))
	return o, nil
}

func readAtMost(name string, most int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > most {
		return nil, fmt.Errorf("%s is larger than %d bytes", name, most)
	}
	return os.ReadFile(name)
}

// copyIn brings the program from a folder.
func (u *Updater) copyIn(ctx context.Context, dir string, m Manifest, file File) error {
	name, beside := file.Beside()
	if !beside {
		return fmt.Errorf("the program is at %s and not in this folder: sign the folder without --url", file.URL)
	}
	if err := errors.Join(u.o.Folder.mkdir("versions"), u.hasRoom(file.Size)); err != nil {
		return err
	}
	r, err := os.Open(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the service cannot read the program: %w; mount the stick, or copy the folder, where everyone may read, as in /mnt", err)
	}
	if err != nil {
		return fmt.Errorf("read the program: %w", err)
	}
	defer func() { _ = r.Close() }()
	body := &counter{r: endsWith(ctx, r), tell: func(done int64) {
		u.does(Progress{Version: m.Version, Doing: "copying", Done: done, All: file.Size})
	}}
	return u.o.Folder.stage(m, body, file)
}
