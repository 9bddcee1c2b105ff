package support

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// part is one file of a bundle.
type part struct {
	name  string
	what  string        // it is, in a sentence for the person who reads it
	most  int           // bytes; what is longer is cut
	limit time.Duration // how long it may take
	write func(*visit, context.Context, io.Writer) error
}

// manifestName is the file that says what is in a bundle; it comes last, since it
// knows what came of the others.
const manifestName = "manifest.json"

// Manifest says what is in a bundle.
type Manifest struct {
	Made    time.Time `json:"made"`
	By      string    `json:"by"` // the version of the program that made it
	Kiosk   string    `json:"kiosk,omitempty"`
	Running bool      `json:"running"` // an agent was asked
	Masked  string    `json:"masked"`
	Files   []File    `json:"files"`
}

// File is one file of a bundle, or the reason why it is not there.
type File struct {
	Name   string `json:"name"`
	What   string `json:"what"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256,omitempty"`
	Cut    bool   `json:"cut,omitempty"`   // there was more of it
	Error  string `json:"error,omitempty"` // what kept it, or a part of it, from being had
}

const masked = "Card numbers keep their first six and last four digits, long keys their first eight characters. Secrets, telephone numbers, addresses of mail and words in other letters than the program's own are hidden. The journal's bodies are not in here."

// Write makes a bundle. It fails only where it cannot be written: what could not be
// had of the kiosk is in the manifest.
func Write(ctx context.Context, k Kiosk, out io.Writer) (Manifest, error) {
	m, _, err := write(ctx, k, out)
	return m, err
}

// write also returns what the doctor has found, but for what is well.
func write(ctx context.Context, k Kiosk, out io.Writer) (Manifest, []string, error) {
	v := k.visit(ctx)
	m, err := v.zip(ctx, out)
	return m, v.findings, err
}

func (v *visit) zip(ctx context.Context, out io.Writer) (Manifest, error) {
	m := Manifest{Made: time.Now().UTC(), By: v.Version, Kiosk: v.sieve.String(v.Config.Kiosk.ID), Running: v.Running != nil, Masked: masked}
	z := zip.NewWriter(out)
	for _, p := range parts {
		text, f := v.gather(ctx, p)
		m.Files = append(m.Files, f)
		if len(text) == 0 {
			continue
		}
		if err := put(z, p.name, m.Made, text); err != nil {
			return m, err
		}
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err == nil {
		err = put(z, manifestName, m.Made, text)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return m, fmt.Errorf("write the bundle: %w", err)
	}
	return m, nil
}

// gather has a part written, within its bounds, and masks it.
func (v *visit) gather(ctx context.Context, p part) ([]byte, File) {
	f := File{Name: p.name, What: p.what}
	raw := &bounded{most: p.most}
	ctx, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	if err := safely(func() error { return p.write(v, ctx, raw) }); err != nil {
		f.Error = v.sieve.String(err.Error())
	}
	text := v.sieve.Text(raw.Bytes())
	f.Cut = raw.cut || len(text) > p.most
	text = text[:min(len(text), p.most)]
	f.Bytes = len(text)
	if len(text) > 0 {
		sum := sha256.Sum256(text)
		f.SHA256 = hex.EncodeToString(sum[:])
	}
	return text, f
}

// safely has a part that breaks cost only itself.
func safely(do func() error) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = fmt.Errorf("it broke: %v", what)
		}
	}()
	return do()
}

func put(z *zip.Writer, name string, at time.Time, text []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	if err == nil {
		_, err = w.Write(text)
	}
	if err != nil {
		return fmt.Errorf("write %s into the bundle: %w", name, err)
	}
	return nil
}

// bounded takes so many bytes, and forgets the rest.
type bounded struct {
	bytes.Buffer
	most int
	cut  bool
}

func (b *bounded) Write(p []byte) (int, error) {
	n := len(p)
	if room := b.most - b.Len(); n > room {
		p, b.cut = p[:room], true
	}
	_, err := b.Buffer.Write(p)
	return n, err
}
