package support

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
)

// needles are what is planted everywhere, and looked for in every file of a bundle.
var needles = map[string]string{
	"card":     "4539578763621486",
	"card kr":  "9410857723456781",
	"card amx": "378282246310005",
	"token":    "sk_live_9aF3kQ71mZx02LpT8vRb",
	"key":      "f1d2d2f924e986ac86fdf7b36c94bcdf32beec15b8a1d0c2e3f4a5b697887766",
	"pin":      "70825146",
	"phone":    "01087654321",
	"name":     "김철수무",
	"latin":    "Cheolsu Kimmu",
	"mail":     "cheolsu@example.kr",
	"file":     "whatever-secret-is-in-a-file",
}

// written returns a needle as somebody may write it.
func written(s string) []string {
	all := []string{s, hex.EncodeToString([]byte(s)), base64.StdEncoding.EncodeToString([]byte(s)), wide(s)}
	if strings.Trim(s, "0123456789") == "" {
		all = append(all, s[:4]+" "+s[4:8]+" "+s[8:], s[:4]+"-"+s[4:8]+"-"+s[8:])
	}
	return all
}

func wide(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// search looks for the needles in a zip, and in zips within.
func search(t *testing.T, text []byte) (files map[string]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for _, f := range z.File {
		inside := unpack(t, f)
		files[f.Name] = string(inside)
		if bytes.HasPrefix(inside, []byte("PK\x03\x04")) {
			search(t, inside)
		}
		look(t, f.Name, string(inside))
	}
	return files
}

func unpack(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	inside, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return inside
}

// look compares a file with every spelling of every needle, and so does it without
// what may stand between letters.
func look(t *testing.T, name, text string) {
	t.Helper()
	bare := strings.ToLower(strings.NewReplacer(" ", "", "-", "", "\x00", "", `\u0000`, "", ",", "", ":", "").Replace(text))
	for what, needle := range needles {
		for _, spelled := range written(needle) {
			if strings.Contains(text, spelled) || strings.Contains(bare, strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(spelled))) {
				t.Errorf("%s holds %s, as %q: …%s…", name, what, spelled, around(text, spelled))
			}
		}
	}
}

func around(text, spelled string) string {
	at := strings.Index(text, spelled)
	if at < 0 {
		return "(apart)"
	}
	return text[max(0, at-60):min(len(text), at+len(spelled)+20)]
}

// planted is a log with every needle in every spelling, where such things get into
// logs when something has gone wrong.
func planted() string {
	var b strings.Builder
	for what, needle := range needles {
		for _, spelled := range written(needle) {
			line := func(format string, args ...any) { _, _ = fmt.Fprintf(&b, format+"\n", args...) }
			if what != "latin" && what != "pin" && what != "file" { // by their names alone, or by heart
				line(`{"time":"2026-11-22T01:02:03Z","level":"ERROR","msg":"payment failed","err":%q}`, "the answer was "+spelled+" then")
			}
			line(`{"level":"INFO","msg":"x","buyer":%q,"pin":%q,"detail":{"deep":[%q]}}`, spelled, spelled, spelled)
			line(`{"level":"WARN","msg":"a person is needed","reason":%q,"key":%q}`, spelled, "order-"+spelled)
			line("panic: %s", spelled)
			line("%s", spelled)
		}
	}
	b.WriteString("goroutine 7 [running]:\nkioskd/cmd/internal/kioskapp.(*App).Run(0xc000123, {0x1, 0x2})\n\t/src/kioskd/app.go:12 +0x1c\n")
	b.WriteString(`{"time":"2026-11-22T01:02:04Z","level":"INFO","msg":"kioskd is ready","version":"0.1.0"}` + "\n")
	return b.String()
}
