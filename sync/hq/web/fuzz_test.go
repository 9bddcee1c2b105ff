package web

import (
	"strings"
	"testing"
)

// FuzzDocument: whatever stands in the editor, the page is made.
func FuzzDocument(f *testing.F) {
	f.Add(`{"version":1,"for":["*"],"catalogue":{"currency":"KRW","items":[{"id":"tea","name":{"ko":"차"},"price":6000}]}}`, `{"version":2}`)
	f.Add(`{"hours":[{"day":"mon","open":"09:00"}]}`, `[[[1e999]]]`)
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, c := range changes([]byte(before), []byte(after)) {
			if c.Old == c.New {
				t.Errorf("%s has not changed", c.Path)
			}
		}
		if len(changes([]byte(after), []byte(after))) != 0 {
			t.Error("a document differs from itself")
		}
		previewOf([]byte(after))
	})
}

// FuzzAmount: an amount that is taken is written back as it was meant.
func FuzzAmount(f *testing.F) {
	f.Add("12,000", "KRW")
	f.Add("12.5", "EUR")
	f.Add("-1", "KRW")
	f.Fuzz(func(t *testing.T, text, currency string) {
		amount, err := plainAmount(text, currency)
		if err != nil || strings.ContainsAny(currency, " ,.") || currency == "" {
			return
		}
		again, err := plainAmount(plain(amount, currency), currency)
		if err != nil || again != amount || amount < 0 {
			t.Errorf("%q %s is %d, and then %d, %v", text, currency, amount, again, err)
		}
	})
}

// FuzzLocal: no path leads away from this site.
func FuzzLocal(f *testing.F) {
	f.Add("//evil.example")
	f.Add("/\\evil.example")
	f.Fuzz(func(t *testing.T, path string) {
		if got := local(path); got[0] != '/' || strings.HasPrefix(got, "//") || strings.HasPrefix(got, "/\\") || strings.ContainsAny(got, "\r\n") {
			t.Errorf("%q leads to %q", path, got)
		}
	})
}
