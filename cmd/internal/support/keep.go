package support

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Folder is where bundles that HQ has asked for stand, below the data folder.
const Folder = "support"

// kept is how many of them stay.
const kept = 3

// Kept tells HQ of a bundle: where it is on the kiosk, and at once what most
// questions are answered by. The bundle itself stays: it would keep facts waiting on
// a thin line, and somebody is at the kiosk, or has another way to it, when it is
// needed.
type Kept struct {
	File     string   `json:"file"`
	Bytes    int64    `json:"bytes"`
	SHA256   string   `json:"sha256"`
	Parts    int      `json:"parts"`
	Missing  []string `json:"missing,omitempty"` // parts that could not be had, with the reason
	Findings []string `json:"findings"`          // of kioskd doctor, but for what is well
}

// Keep makes a bundle in the data folder, and takes the oldest away.
func Keep(ctx context.Context, k Kiosk) (Kept, error) {
	dir := filepath.Join(k.Config.Data, Folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Kept{}, fmt.Errorf("keep a support bundle: %w", err)
	}
	path := filepath.Join(dir, Name("", time.Now()))
	told, err := Make(ctx, k, path)
	return told, errors.Join(err, forget(dir))
}

// Name returns a bundle's name, which sorts by time.
func Name(kiosk string, at time.Time) string {
	if kiosk != "" {
		kiosk += "-"
	}
	return "kioskd-support-" + kiosk + at.UTC().Format("20060102T150405.000Z") + ".zip"
}

// Make writes a bundle into a new file, which only its owner may read. Nothing is left
// of one that could not be written.
func Make(ctx context.Context, k Kiosk, path string) (told Kept, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return told, fmt.Errorf("write the support bundle: %s is there already: choose another name", path)
	}
	if err != nil {
		return told, fmt.Errorf("write the support bundle: %w", err)
	}
	sum, size := sha256.New(), &count{}
	m, findings, err := write(ctx, k, io.MultiWriter(f, sum, size))
	if err = errors.Join(err, f.Close()); err != nil {
		return told, errors.Join(err, os.Remove(path))
	}
	told = Kept{File: path, Bytes: size.bytes, SHA256: hex.EncodeToString(sum.Sum(nil)), Parts: len(m.Files), Findings: findings}
	for _, p := range m.Files {
		if p.Error != "" {
			told.Missing = append(told.Missing, short(p.Name+": "+p.Error))
		}
	}
	return told, nil
}

// short keeps what HQ is told within a command's answer.
func short(s string) string {
	const most = 500
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

type count struct{ bytes int64 }

func (c *count) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return len(p), nil
}

// forget takes away all bundles but the newest.
func forget(dir string) error {
	entries, err := os.ReadDir(dir) // sorted by name, which is by time
	if err != nil {
		return fmt.Errorf("look for old bundles: %w", err)
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "kioskd-support-") && strings.HasSuffix(e.Name(), ".zip") {
			names = append(names, e.Name())
		}
	}
	var failed []error
	for _, name := range names[:max(len(names), kept)-kept] {
		failed = append(failed, os.Remove(filepath.Join(dir, name)))
	}
	return errors.Join(failed...)
}
