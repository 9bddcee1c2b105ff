package ui_test

import (
	"net/url"
	"strings"
	"testing"

	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// TestStorage: text is kept by key, for each app by itself.
func TestStorage(t *testing.T) {
	t.Parallel()
	d := serve(t, ui.Options{Agent: fake.New(), Storage: &fake.Storage{}})
	const at = "/api/v1/storage"
	get := func(key string) string {
		t.Helper()
		v := read[struct{ Value *string }](t, d.ask("GET", at+"?key="+url.QueryEscape(key), ""), 200).Value
		if v == nil {
			return "(none)"
		}
		return *v
	}
	for _, step := range []struct{ method, path, body string }{
		{"PUT", at, `{"key":"token","value":"s3cret"}`},
		{"PUT", at, `{"key":"../한글/..","value":""}`},
		{"DELETE", at + "?key=never", ""},
	} {
		if got := d.ask(step.method, step.path, step.body).StatusCode; got != 204 {
			t.Errorf("%s %s: status %d", step.method, step.path, got)
		}
	}
	if got := [3]string{get("token"), get("../한글/.."), get("never")}; got != [3]string{"s3cret", "", "(none)"} {
		t.Errorf("kept %q", got)
	}
	d.ask("DELETE", at+"?key=token", "")
	if got := get("token"); got != "(none)" {
		t.Errorf("removed, and still there: %q", got)
	}
	d.ask("POST", at+"/clear", "")
	if got := get("../한글/.."); got != "(none)" {
		t.Errorf("cleared, and still there: %q", got)
	}
}

// TestBadStorage: what cannot be kept is refused with a reason.
func TestBadStorage(t *testing.T) {
	t.Parallel()
	d := serve(t, ui.Options{Agent: fake.New(), Storage: &fake.Storage{}})
	long := strings.Repeat("x", ui.MaxStorageKey+1)
	for _, bad := range []string{`{"key":"","value":"x"}`, `{"key":"a"}`, `{"key":"a","value":null}`, `{"key":"a","value":1}`, `{"value":"x"}`, `{"key":"` + long + `","value":""}`} {
		refused(t, d.ask("PUT", "/api/v1/storage", bad), 400)
	}
	refused(t, d.ask("GET", "/api/v1/storage", ""), 400)
	refused(t, d.ask("DELETE", "/api/v1/storage?key="+long, ""), 400)
	if p := refused(t, d.ask("PUT", "/api/v1/storage", `{"key":"a","value":"`+strings.Repeat("x", 1001)+`"}`), 413); p.Type != "urn:kioskd:problem:quota" {
		t.Errorf("too much is refused as %s", p.Type)
	}
	refused(t, open(t).ask("GET", "/api/v1/storage?key=a", ""), 503)
	refused(t, d.program().ask("GET", "/api/v1/storage?key=a", ""), 401)
}
