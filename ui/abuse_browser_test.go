package ui_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kioskd/ui"
	"kioskd/ui/internal/fake"
	"kioskd/ui/storage"
)

// TestBrowserStorageAbuse: a page that stores without end, by names of others, or
// in a loop is refused by name, and what it and others keep stays as it was.
func TestBrowserStorageAbuse(t *testing.T) {
	t.Parallel()
	apps := &shelf{pages: map[string]string{"shop": appPage}}
	cabinet := storage.New(&safe{values: map[string][]byte{}})
	d := serve(t, ui.Options{Agent: fake.New(), Apps: apps, Storage: cabinet})
	apps.inUse = "shop"
	if err := cabinet.Set(t.Context(), "_screen", "mine", "of the kiosk"); err != nil {
		t.Fatal(err)
	}
	f := browser(t, d)
	f.do(chromedp.Navigate(d.url + d.launch()))
	if o := f.calls(`kiosk.storage.set("mine", "of the shop").then(() => kiosk.storage.get("mine"))`); string(o.Value) != `"of the shop"` {
		t.Fatalf("%+v", o)
	}
	for script, code := range map[string]string{
		`kiosk.storage.set("big", "x".repeat(65537))`: "quota",
		`kiosk.storage.set("k".repeat(300), "v")`:     "invalid",
		`kiosk.storage.set("", "v")`:                  "invalid",
		`kiosk.storage.set("a", {})`:                  "invalid",
		`(async () => { for (let i = 0; i < 30; i++) await kiosk.storage.set("fill-" + i, "x".repeat(60000)) })()`: "quota",
		`(async () => { for (let i = 0; i < 500; i++) await kiosk.storage.set("loop", String(i)) })()`:             "quota",
	} {
		if o := f.calls(script); o.Code != code || o.Said == "" {
			t.Errorf("%s: %+v, want %s", script, o, code)
		}
	}
	for _, body := range []string{`{"app":"_screen","key":"mine","value":"stolen"}`, `{"key":"mine","value":1}`, `{"key":"mine"}`, `[]`, strings.Repeat("x", 600_000)} {
		if got := f.js(`return (await fetch("/api/v1/storage", {method: "PUT", headers: {"Content-Type": "application/json"}, body: '` + body + `'})).status`); got != "400" && got != "413" {
			t.Errorf("%.60s: %s", body, got)
		}
	}
	if o := f.calls(`kiosk.storage.get("mine")`); string(o.Value) != `"of the shop"` {
		t.Errorf("afterwards the shop keeps %+v", o)
	}
	if kept, _, err := cabinet.Get(t.Context(), "_screen", "mine"); kept != "of the kiosk" || err != nil {
		t.Errorf("afterwards the kiosk keeps %q, %v", kept, err)
	}
}
