package update

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"time"
)

// Why an offer is refused.
var (
	ErrSignature = errors.New("the manifest was not signed by the release key that this kiosk knows")
	ErrOld       = errors.New("it is not newer than what runs")
	ErrBad       = errors.New("it was tried before and rolled back")
	ErrPlatform  = errors.New("it has no program for this machine")
	ErrTooFar    = errors.New("it cannot follow the version that runs")
	ErrRoom      = errors.New("there is not enough room on the disk")
	errNotYet    = errors.New("it is not this kiosk's turn yet")
)

// Take checks an offer, fetches it unless it is there, and has it tried. It is for
// programs that do not run the updater.
func (u *Updater) Take(ctx context.Context, o Offer) error {
	defer u.does(Progress{})
	m, file, err := u.consider(o)
	switch {
	case (errors.Is(err, errSame) || errors.Is(err, ErrBad)) && !o.Here:
		return nil // HQ has heard, and offers whenever the kiosk comes
	case errors.Is(err, errNotYet):
		u.step(m.Version, Offered, err.Error())
		return nil
	case err != nil:
		return u.refuse(orUnnamed(m.Version), err)
	}
	if u.o.Folder.whole(m.Version, file.SHA256) != nil {
		u.step(m.Version, Offered, "")
		if err := u.arrive(ctx, o.Folder, m, file); err != nil {
			return u.failed(ctx, m.Version, err)
		}
		u.step(m.Version, Fetched, "")
	}
	return u.apply(ctx, m.Version, file.SHA256)
}

// arrive has the program copied or fetched.
func (u *Updater) arrive(ctx context.Context, folder string, m Manifest, file File) error {
	if folder != "" {
		return u.copyIn(ctx, folder, m, file)
	}
	return u.bring(ctx, m, file)
}

// failed says why a version did not arrive. One that was cut off by our own end
// goes on at the next start.
func (u *Updater) failed(ctx context.Context, version string, err error) error {
	if ctx.Err() != nil {
		return err
	}
	return u.refuse(version, err)
}

func orUnnamed(version string) string {
	if version == "" {
		return "unknown"
	}
	return version
}

// errSame says that the offered version runs already.
var errSame = errors.New("it runs already")

// consider decides whether an offer is for this kiosk.
func (u *Updater) consider(o Offer) (m Manifest, file File, err error) {
	if err := u.o.Verify(o.Manifest, o.Signature); err != nil {
		m, _ = Parse(o.Manifest) // to name it by what it says it is; no more is done with it
		return m, file, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if m, err = Parse(o.Manifest); err != nil {
		return m, file, err
	}
	if m.Version == u.o.Running {
		return m, file, errSame
	}
	if newer, err := Compare(m.Version, u.o.Running); err != nil || newer < 0 {
		return m, file, errors.Join(fmt.Errorf("%w: %s", ErrOld, u.o.Running), err)
	}
	if why, bad := u.now().Bad[m.Version]; bad {
		return m, file, fmt.Errorf("%w: %s", ErrBad, why)
	}
	return m, m.Files[u.o.Platform], u.suits(m, o.Here)
}

// suits reports why a newer version is not for this kiosk, or not yet.
func (u *Updater) suits(m Manifest, here bool) error {
	if _, ok := m.Files[u.o.Platform]; !ok {
		return fmt.Errorf("%w: %s", ErrPlatform, u.o.Platform)
	}
	if m.MinFrom != "" {
		if c, err := Compare(u.o.Running, m.MinFrom); err != nil || c < 0 {
			return errors.Join(fmt.Errorf("%w: %s runs, and %s is needed first", ErrTooFar, u.o.Running, m.MinFrom), err)
		}
	}
	if m.Staged > 0 && !here && turn(u.o.Kiosk, m.Version) >= m.Staged {
		return fmt.Errorf("%w: %d of 100 kiosks take it", errNotYet, m.Staged)
	}
	return nil
}

// turn is a kiosk's place in the row for a version: 0 to 99, by chance and always
// the same.
func turn(kiosk, version string) int {
	h := sha256.Sum256([]byte(kiosk + "\n" + version))
	return int(binary.BigEndian.Uint64(h[:8]) % 100)
}

// spare is how much room an update leaves to the journal, in bytes: the next
// payment matters more.
const spare = 256 << 20

// hasRoom refuses an update that would fill the disk: it is there twice for a
// moment.
func (u *Updater) hasRoom(size int64) error {
	if u.o.Free == nil {
		return nil
	}
	free, err := u.o.Free(u.o.Folder.root)
	if err != nil {
		return fmt.Errorf("%w: it cannot be told: %w", ErrRoom, err)
	}
	if need := uint64(2*size) + spare; free < need {
		return fmt.Errorf("%w: %d MB are free, and %d MB are needed", ErrRoom, free>>20, need>>20)
	}
	return nil
}

// How often a broken download is tried again, and after how long.
const (
	tries    = 20
	tryFirst = 5 * time.Second
	tryLast  = 5 * time.Minute
)

// bring fetches and stages a version.
func (u *Updater) bring(ctx context.Context, m Manifest, file File) error {
	if err := errors.Join(u.o.Folder.mkdir("fetch"), u.hasRoom(file.Size)); err != nil {
		return err
	}
	part := u.o.Folder.path("fetch", m.Version+".part")
	had, err := u.o.Folder.length(part)
	if err != nil {
		return err
	}
	err = u.fetchAndStage(ctx, m, file, part)
	if had > 0 && errors.Is(err, ErrTampered) {
		u.o.Log.Warn("what was fetched before a restart is damaged: it is fetched anew", "version", m.Version)
		err = u.fetchAndStage(ctx, m, file, part)
	}
	return err
}

// fetchAndStage leaves nothing behind of a file that arrived whole, or that the
// disk has no room for.
func (u *Updater) fetchAndStage(ctx context.Context, m Manifest, file File, part string) error {
	err := u.fetchPatiently(ctx, m, file, part)
	if errors.Is(err, errDisk) {
		return errors.Join(err, u.o.Folder.disk.RemoveAll(part))
	}
	if err != nil {
		return err
	}
	r, err := u.o.Folder.disk.Open(part)
	if err != nil {
		return err
	}
	err = u.o.Folder.stage(m, r, file)
	_ = r.Close() // it was read to its end
	return errors.Join(err, u.o.Folder.disk.RemoveAll(part))
}

func with(m map[string]string, k, v string) map[string]string {
	out := maps.Clone(m)
	if out == nil {
		out = map[string]string{}
	}
	out[k] = v
	return out
}

// fetchPatiently goes on after every cut, until there is no hope.
func (u *Updater) fetchPatiently(ctx context.Context, m Manifest, file File, part string) (err error) {
	address := file.URL
	if name, beside := file.Beside(); beside {
		address = u.o.Base + name
	}
	tell := func(done int64) { u.does(Progress{Version: m.Version, Doing: "fetching", Done: done, All: file.Size}) }
	for try, wait := 0, tryFirst; try < tries; try, wait = try+1, min(2*wait, tryLast) {
		if err = u.o.Folder.fetch(ctx, u.o.Client, address, part, file.Size, tell); err == nil || ctx.Err() != nil || errors.Is(err, errDisk) {
			return err
		}
		u.o.Log.Warn("an update is not here yet", "version", m.Version, "because", err, "again_in", wait)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
	return fmt.Errorf("it could not be fetched: %w", err)
}
