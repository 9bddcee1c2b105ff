package update

import (
	"context"
	"errors"
	"fmt"
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

// Bring checks the offer in a folder and stages its program, so that taking the
// offer fetches nothing. It tells how many bytes were copied.
func (u *Updater) Bring(ctx context.Context, dir string, tell func(done, all int64)) (o Offer, m Manifest, err error) {
	if o, err = ReadFolder(dir); err != nil {
		return o, m, err
	}
	o.Here = true
	m, file, err := u.consider(o)
	if errors.Is(err, errSame) {
		err = fmt.Errorf("version %s runs already", m.Version)
	}
	if err != nil {
		return o, m, err
	}
	if u.o.Folder.whole(m.Version, file.SHA256) == nil {
		return o, m, nil
	}
	name, beside := file.Beside()
	if !beside {
		return o, m, fmt.Errorf("the program is at %s and not in this folder: sign the folder without --url", file.URL)
	}
	return o, m, u.copyIn(ctx, filepath.Join(dir, name), m, file, tell)
}

func (u *Updater) copyIn(ctx context.Context, name string, m Manifest, file File, tell func(done, all int64)) error {
	if err := errors.Join(u.o.Folder.disk.MkdirAll(u.o.Folder.path("versions")), u.hasRoom(file.Size)); err != nil {
		return err
	}
	r, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read the program: %w", err)
	}
	defer func() { _ = r.Close() }()
	body := &counter{r: endsWith(ctx, r), tell: func(done int64) { tell(done, file.Size) }}
	return u.o.Folder.stage(m, body, file)
}
