// Package pgtest opens adapters for tests of their own: with a part of an operator's
// file, and with a provider that says what a test wants to hear.
package pgtest

import (
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
)

// Secret is the one secret of adapters that were opened here. It must be found
// nowhere but in headers.
const Secret = "never-to-be-seen"

// secretName is where [File] keeps it.
const secretName = "PGTEST_SECRET"

// File is a part of an operator's file, in which $SECRET stands for where the secret
// is.
func File(t testing.TB, text string) string {
	t.Helper()
	t.Setenv(secretName, Secret)
	return strings.ReplaceAll(text, "$SECRET", "env:"+secretName)
}

// Open makes an adapter of a part of an operator's file.
func Open(kind pg.Kind, test bool, file string, provider http.RoundTripper) (pg.Listener, error) {
	return kind.Open(pg.Setup{
		Test: test, HTTP: &http.Client{Transport: provider},
		Decode: func(into any) error {
			return toml.NewDecoder(strings.NewReader(file)).DisallowUnknownFields().Decode(into)
		},
	})
}

// Provider is [Open] for a provider that takes payments, and fails the test if it
// cannot be had.
func Provider(t testing.TB, kind pg.Kind, file string, provider http.RoundTripper) pg.Provider {
	t.Helper()
	l, err := Open(kind, true, file, provider)
	if err != nil {
		t.Fatal(err)
	}
	return l.(pg.Provider)
}

// Says is a provider that always says the same.
type Says struct {
	Status int
	Body   string
}

// RoundTrip implements [http.RoundTripper].
func (s Says) RoundTrip(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	return &http.Response{StatusCode: s.Status, Body: io.NopCloser(strings.NewReader(s.Body)), Header: http.Header{}, Request: r}, nil
}

// Request is an attempt at 11,000 won of which 3,000 bear no tax.
func Request() pg.Request {
	return pg.Request{
		ID: "0123456789abcdef0123456789abcdef", Ref: "ref", Kiosk: "kiosk-1", Purpose: pg.PurposeOrder, Name: "Americano",
		Amount: 11000, Currency: pay.KRW, Split: pay.Split{Supply: 7273, VAT: 727, TaxFree: 3000}, Language: "en",
		Memo: pg.Memo{}, Done: "https://hq.test/r", Stepped: "https://hq.test/c", Failed: "https://hq.test/f",
	}
}

// Heard is a callback with a query.
func Heard(door pg.Door, query string) pg.Heard {
	return pg.Heard{Door: door, Method: http.MethodGet, Path: "/", Query: query, Header: http.Header{}}
}
