package update

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"runtime"
	"strings"
)

// ErrManifest is the cause when a manifest cannot be used.
var ErrManifest = errors.New("bad update manifest")

// Bounds of a manifest.
const (
	maxManifest = 64 << 10 // bytes
	maxProgram  = 512 << 20
)

// Manifest says what a new version is. It is signed as the bytes that it came as.
type Manifest struct {
	Version string `json:"version"`

	// MinFrom, if set, is the oldest version that may be followed by this one at
	// once: what came between may have changed something on disk.
	MinFrom string `json:"min_from,omitempty"`

	// Staged is how many of a hundred kiosks take it yet: 1 to 100, 0 means all. A
	// kiosk that has taken it at some percentage takes it at every larger one.
	Staged int `json:"staged_percent,omitempty"`

	// Files are the programs by platform, as in linux/amd64.
	Files map[string]File `json:"files"`
}

// File is a program of one platform.
type File struct {
	// URL is where to fetch it. One without a scheme is beside the manifest: below
	// /updates/ of HQ, or in the same folder on a USB stick.
	URL    string `json:"url"`
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // in hexadecimal
}

// Platform is this machine's, as manifests name it.
func Platform() string { return runtime.GOOS + "/" + runtime.GOARCH }

// Parse reads a manifest, and refuses one with anything unknown in it: it may be
// a condition.
func Parse(text []byte) (m Manifest, err error) {
	if len(text) > maxManifest {
		return m, fmt.Errorf("%w: it is larger than %d bytes", ErrManifest, maxManifest)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Manifest{}, fmt.Errorf("%w: there is something behind it", ErrManifest)
	}
	if err := m.Check(); err != nil {
		return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	return m, nil
}

// Check reports the first thing in a manifest that cannot be.
func (m Manifest) Check() error {
	if _, err := readVersion(m.Version); err != nil {
		return fmt.Errorf("version: %w", err)
	}
	if m.MinFrom != "" {
		if _, err := readVersion(m.MinFrom); err != nil {
			return fmt.Errorf("min_from: %w", err)
		}
	}
	if m.Staged < 0 || m.Staged > 100 {
		return fmt.Errorf("staged_percent: %d is not from 0 to 100", m.Staged)
	}
	if len(m.Files) == 0 {
		return errors.New("files: there are none")
	}
	for platform, f := range m.Files {
		if err := f.check(); err != nil {
			return fmt.Errorf("files: %s: %w", platform, err)
		}
	}
	return nil
}

func (f File) check() error {
	if f.Size <= 0 || f.Size > maxProgram {
		return fmt.Errorf("size: %d is not from 1 to %d bytes", f.Size, int64(maxProgram))
	}
	if sum, err := hex.DecodeString(f.SHA256); err != nil || len(sum) != 32 {
		return fmt.Errorf("sha256: %q is not 64 hexadecimal digits", f.SHA256)
	}
	u, err := url.Parse(f.URL)
	switch {
	case err != nil:
		return fmt.Errorf("url: %w", err)
	case u.Scheme == "" && (u.Host != "" || path.Base(f.URL) != f.URL || strings.ContainsAny(f.URL, `\:`) || f.URL == "." || f.URL == ".."):
		return fmt.Errorf("url: %q is neither an address nor the name of a file beside the manifest", f.URL)
	case u.Scheme != "" && (u.Scheme != "https" && u.Scheme != "http" || u.Host == ""):
		return fmt.Errorf("url: %q is no address of the web", f.URL)
	}
	return nil
}

// Beside reports whether the file lies beside its manifest, and its name there.
func (f File) Beside() (name string, ok bool) {
	return path.Base(f.URL), !strings.Contains(f.URL, "://")
}
