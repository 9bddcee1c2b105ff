package ui_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// TestPresence: a page beats with its session, and whoever has the screen's
// credential hears of it.
func TestPresence(t *testing.T) {
	t.Parallel()
	d := serve(t, ui.Options{Agent: fake.New(), Starter: "the-browser"})
	starter := bearer("the-browser")
	seen := func() ui.Presence { return read[ui.Presence](t, d.ask("GET", "/api/v1/screen", "", starter), 200) }
	if p := seen(); p.Beats != 0 || p.Silent() {
		t.Errorf("before any page: %+v", p)
	}
	for range 2 {
		if got := d.ask("POST", "/api/v1/screen/alive", "{}").StatusCode; got != http.StatusOK {
			t.Errorf("a page's beat: status %d", got)
		}
	}
	if p := seen(); p.Beats != 2 || p.Away || p.Quiet > 60_000 {
		t.Errorf("after two beats: %+v", p)
	}
	d.ask("POST", "/api/v1/screen/alive", `{"away":true}`)
	if p := seen(); p.Beats != 3 || !p.Away {
		t.Errorf("after a goodbye: %+v", p)
	}
	if got := d.ask("GET", "/api/v1/screen", "", bearer("guess")).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("by a guess: status %d", got)
	}
	if got := d.program().ask("POST", "/api/v1/screen/alive", "{}").StatusCode; got != http.StatusUnauthorized {
		t.Errorf("a beat of another program: status %d", got)
	}
	if got := d.ask("POST", "/api/v1/screen/alive", `{"awya":true}`).StatusCode; got != http.StatusBadRequest {
		t.Errorf("a misspelt beat: status %d", got)
	}
}

// TestSilence is what counts as a page that hangs.
func TestSilence(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"beats":0,"quiet_ms":0}`:                  false,
		`{"beats":5,"quiet_ms":2500}`:               false,
		`{"beats":5,"quiet_ms":2501}`:               true,
		`{"beats":5,"quiet_ms":90000,"away":true}`:  false,
		`{"beats":5,"quiet_ms":90000,"away":false}`: true,
	} {
		var p ui.Presence
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
		if p.Silent() != want {
			t.Errorf("%s: silent is %t", text, p.Silent())
		}
	}
}
