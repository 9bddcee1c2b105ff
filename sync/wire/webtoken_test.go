package wire_test

import (
	"strings"
	"testing"

	"kioskd/sync/wire"
)

func TestParseWebToken(t *testing.T) {
	t.Parallel()
	if a, err := wire.ParseWebToken([]byte(`{"token":"a.b.c","expires":"2026-11-21T12:05:00Z","lifetime_ms":300000,"later":1}`)); err != nil || a.Token != "a.b.c" {
		t.Errorf("%+v, %v", a, err)
	}
	for _, bad := range []string{
		``, `[]`, `{}`, `{"token":"a.b.c"}`, `{"token":"a b","lifetime_ms":1}`, `{"token":"a\r\nX: y","lifetime_ms":1}`,
		`{"token":"a","lifetime_ms":-1}`, `{"token":"a","lifetime_ms":600001}`, `{"token":"` + strings.Repeat("a", 9000) + `","lifetime_ms":1}`,
	} {
		if a, err := wire.ParseWebToken([]byte(bad)); err == nil {
			t.Errorf("%.40s: %+v", bad, a)
		}
	}
}

func FuzzParseWebToken(f *testing.F) {
	f.Add([]byte(`{"token":"a.b.c","expires":"2026-11-21T12:05:00Z","lifetime_ms":300000}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if a, err := wire.ParseWebToken(body); err == nil && (strings.ContainsAny(a.Token, "\r\n ") || a.Token == "") {
			t.Errorf("%q", a.Token)
		}
	})
}
