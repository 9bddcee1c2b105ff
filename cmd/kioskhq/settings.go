package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"kioskd/agent/settings"
	"kioskd/cmd/internal/keyfile"
	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/wire"
)

type settingsCmd struct {
	Check signCheck    `cmd:"" help:"Check a settings document."`
	Sign  signSettings `cmd:"" help:"Sign a settings document, away from HQ."`
	Push  pushSettings `cmd:"" help:"Give a signed document to HQ, which offers it to its kiosks."`
	Show  showSettings `cmd:"" help:"Tell what became of documents at a kiosk."`
}

type signCheck struct {
	File string `arg:"" help:"The document, in JSON."`
}

// Run says what is wrong with a document, if anything.
func (c signCheck) Run(w *world) error {
	doc, _, err := readDocument(c.File)
	if err == nil {
		_, err = fmt.Fprintf(w.stdout, "version %d for %s: good\n", doc.Version, strings.Join(doc.For, ", "))
	}
	return err
}

// readDocument reads a document, and returns its text on one line too.
func readDocument(file string) (settings.Document, []byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return settings.Document{}, nil, fmt.Errorf("read the document: %w", err)
	}
	doc, err := settings.Parse(text)
	if err != nil {
		return settings.Document{}, nil, fmt.Errorf("%s: %w", file, err)
	}
	var line bytes.Buffer
	if err := json.Compact(&line, text); err != nil {
		return settings.Document{}, nil, fmt.Errorf("%s: %w", file, err)
	}
	return doc, line.Bytes(), nil
}

type signSettings struct {
	File string `arg:"" help:"The document, in JSON."`
	Key  string `help:"File with the private key, from kioskhq keygen." required:"" placeholder:"FILE"`
	Out  string `help:"File for the signed document; standard output if left out." placeholder:"FILE"`
}

// Run signs a document. It talks to nobody.
func (c signSettings) Run(w *world) error {
	doc, line, err := readDocument(c.File)
	if err != nil {
		return err
	}
	key, err := keyfile.Private(c.Key)
	if err != nil {
		return err
	}
	signed, err := json.MarshalIndent(signedBy(key, doc, line), "", "  ")
	if err != nil {
		return fmt.Errorf("write the signed document: %w", err)
	}
	signed = append(signed, '\n')
	if c.Out == "" {
		_, err = w.stdout.Write(signed)
		return err
	}
	if err := os.WriteFile(c.Out, signed, 0o644); err != nil {
		return fmt.Errorf("write the signed document: %w", err)
	}
	_, err = fmt.Fprintf(w.stdout, "signed version %d for %s; next: kioskhq settings push %s\n", doc.Version, strings.Join(doc.For, ", "), c.Out)
	return err
}

type pushSettings struct {
	office
	File string `arg:"" help:"The signed document, from kioskhq settings sign; - for standard input."`
}

// Run gives a signed document to HQ.
func (c pushSettings) Run(w *world) error {
	text, err := c.read(w)
	if err != nil {
		return fmt.Errorf("read the signed document: %w", err)
	}
	signed, err := desk.ParseSigned(text)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	var kept struct {
		Version uint64 `json:"version"`
		Hash    string `json:"hash"`
	}
	err = c.call(w, http.MethodPost, "/api/v1/settings", signed, &kept)
	if err != nil {
		return err
	}
	return c.print(w, kept, fmt.Sprintf("HQ offers version %d; see what becomes of it with: kioskhq settings show KIOSK\n", kept.Version))
}

func (c pushSettings) read(w *world) ([]byte, error) {
	if c.File == "-" {
		return io.ReadAll(w.stdin)
	}
	return os.ReadFile(c.File)
}

type showSettings struct {
	office
	Kiosk string `arg:"" help:"Id of a kiosk."`
}

// Run tells what became of documents at a kiosk.
func (c showSettings) Run(w *world) error {
	var answer struct {
		Settings []hq.SettingsNote `json:"settings"`
	}
	if err := c.call(w, http.MethodGet, "/api/v1/kiosks/"+url.PathEscape(c.Kiosk)+"/settings", nil, &answer); err != nil {
		return err
	}
	var b strings.Builder
	for _, n := range answer.Settings {
		fmt.Fprintf(&b, "%s\n", describe(n))
	}
	if len(answer.Settings) == 0 {
		fmt.Fprintf(&b, "%s has said nothing about any document\n", c.Kiosk)
	}
	return c.print(w, answer, b.String())
}

func describe(n hq.SettingsNote) string {
	s := fmt.Sprintf("version %d: %s at %s", n.Version, n.State, n.At.Local().Format("2006-01-02 15:04:05"))
	if n.Now != n.Version {
		s += fmt.Sprintf(", version %d in force", n.Now)
	}
	if n.Reason != "" {
		s += ": " + n.Reason
	}
	return s
}

// signedBy signs a document that stands on one line.
func signedBy(key ed25519.PrivateKey, doc settings.Document, line []byte) desk.Signed {
	return desk.Signed{
		Version: doc.Version, For: doc.For, Document: line,
		Key: wire.KeyName(key.Public().(ed25519.PublicKey)), Signature: wire.Sign(key, wire.PurposeSettings, line),
	}
}
