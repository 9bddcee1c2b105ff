package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"kioskd/cmd/internal/keyfile"
	"kioskd/installer/update"
	"kioskd/sync/wire"
)

type updateCmd struct {
	Sign  signUpdate  `cmd:"" help:"Make and sign the manifest of a folder with programs, away from HQ."`
	Offer offerUpdate `cmd:"" help:"Give a signed folder to HQ, which offers it to its kiosks."`
}

type signUpdate struct {
	Folder  string `arg:"" help:"Folder with programs called kioskd_OS_ARCH, as in kioskd_linux_amd64 or kioskd_windows_amd64.exe." type:"existingdir"`
	Version string `help:"The version that they are, as in 1.3.0." required:"" placeholder:"VERSION"`
	Key     string `help:"File with the private key, from kioskhq keygen." required:"" placeholder:"FILE"`
	MinFrom string `help:"The oldest version that may be followed by this one at once." placeholder:"VERSION"`
	Staged  int    `help:"How many of a hundred kiosks take it yet; all if left out." placeholder:"PERCENT"`
	URL     string `help:"Where the programs are fetched from; HQ itself, or the folder on a USB stick, if left out." placeholder:"URL"`
}

// Run writes the manifest and its signature into the folder. It talks to nobody.
func (c signUpdate) Run(w *world) error {
	m := update.Manifest{Version: c.Version, MinFrom: c.MinFrom, Staged: c.Staged}
	var err error
	if m.Files, err = programs(c.Folder, c.URL); err != nil {
		return err
	}
	if err := m.Check(); err != nil {
		return err
	}
	key, err := keyfile.Private(c.Key)
	if err != nil {
		return err
	}
	if err := writeSigned(c.Folder, m, key); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "signed version %s for %d platforms; next: kioskhq update offer %s --to FOLDER, or copy it to a USB stick\n", m.Version, len(m.Files), c.Folder)
	return err
}

func writeSigned(dir string, m update.Manifest, key ed25519.PrivateKey) error {
	line, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	signature := wire.Sign(key, wire.PurposeUpdate, line)
	return errors.Join(os.WriteFile(filepath.Join(dir, update.SignatureFile), []byte(signature+"\n"), 0o644),
		os.WriteFile(filepath.Join(dir, update.ManifestFile), line, 0o644))
}

var programName = regexp.MustCompile(`^kioskd_([a-z0-9]+)_([a-z0-9]+)(\.exe)?$`)

// programs measures the programs of a folder.
func programs(dir, base string) (map[string]update.File, error) {
	names, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := map[string]update.File{}
	for _, n := range names {
		p := programName.FindStringSubmatch(n.Name())
		if p == nil {
			continue
		}
		f, err := measure(filepath.Join(dir, n.Name()))
		if err != nil {
			return nil, err
		}
		if f.URL = n.Name(); base != "" {
			f.URL = strings.TrimSuffix(base, "/") + "/" + n.Name()
		}
		files[p[1]+"/"+p[2]] = f
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s holds no program called as in kioskd_linux_amd64", dir)
	}
	return files, nil
}

func measure(name string) (f update.File, err error) {
	r, err := os.Open(name)
	if err != nil {
		return f, err
	}
	defer func() { _ = r.Close() }()
	h := sha256.New()
	if f.Size, err = io.Copy(h, r); err != nil {
		return f, fmt.Errorf("read %s: %w", name, err)
	}
	f.SHA256 = hex.EncodeToString(h.Sum(nil))
	return f, nil
}

type offerUpdate struct {
	Folder string `arg:"" help:"The signed folder." type:"existingdir"`
	To     string `help:"The folder that HQ serves with --updates." required:"" placeholder:"FOLDER"`
	Key    string `help:"The public key to check the signature with first: its file, or its text." placeholder:"KEY"`
}

// Run copies the folder to HQ's, the manifest last, so that kiosks are never
// offered what is not there yet.
func (c offerUpdate) Run(w *world) error {
	o, err := update.ReadFolder(c.Folder)
	if err != nil {
		return err
	}
	m, err := update.Parse(o.Manifest)
	if err != nil {
		return err
	}
	if err := c.check(o, m); err != nil {
		return err
	}
	if err := os.MkdirAll(c.To, 0o755); err != nil {
		return err
	}
	for _, f := range m.Files {
		if name, beside := f.Beside(); beside {
			if err := copyFile(filepath.Join(c.Folder, name), filepath.Join(c.To, name)); err != nil {
				return err
			}
		}
	}
	for _, name := range []string{update.SignatureFile, update.ManifestFile} {
		if err := copyFile(filepath.Join(c.Folder, name), filepath.Join(c.To, name)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(w.stdout, "HQ offers version %s to its kiosks; what becomes of it stands in HQ's log\n", m.Version)
	return err
}

// check holds programs against the manifest, and the manifest against the key.
func (c offerUpdate) check(o update.Offer, m update.Manifest) error {
	if c.Key != "" {
		key, err := keyfile.Public(c.Key)
		if err == nil {
			err = wire.Verify(key, wire.PurposeUpdate, o.Manifest, o.Signature)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.Folder, err)
		}
	}
	for platform, f := range m.Files {
		name, beside := f.Beside()
		if !beside {
			continue
		}
		got, err := measure(filepath.Join(c.Folder, name))
		if err != nil {
			return err
		}
		if got.Size != f.Size || got.SHA256 != f.SHA256 {
			return fmt.Errorf("%s is not the program that was signed for %s: sign the folder again", name, platform)
		}
	}
	return nil
}

// copyFile puts a file there whole.
func copyFile(from, to string) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	fresh := to + ".new"
	w, err := os.Create(fresh)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	if err = errors.Join(err, w.Sync(), w.Close()); err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	return os.Rename(fresh, to)
}
