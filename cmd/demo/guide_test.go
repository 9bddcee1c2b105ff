package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"kioskd/agent/pay"
)

// TestGuide plays the app of docs/sdk.md, as it stands there, up to a paid order.
func TestGuide(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "sdk.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := regexp.MustCompile("(?s)`([a-z.]+)`:\n\n```[a-z]+\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(files) != 2 {
		t.Fatalf("%d files in the guide, want 2", len(files))
	}
	app := t.TempDir()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(app, f[1]), []byte(f[2]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := openApp(t, app, "")
	p.until(`document.querySelectorAll("#menu button").length > 5`)
	p.watchScreens()
	p.until(`(document.querySelector("#menu button").click(), true)`)
	p.until(`(() => { const done = document.querySelector("#kioskd-screens iframe")?.contentDocument?.querySelector('[data-testid="done"]'); done?.click(); return done != null })()`)
	all := p.payments()
	for key, paid := range all {
		if len(all) != 1 || paid.Status != pay.Approved || paid.Order.Total != 4_500 {
			t.Errorf("%d payments; %s is %s, %d", len(all), key, paid.Status, paid.Order.Total)
			continue
		}
		p.until(fmt.Sprintf(`document.querySelector("#said").textContent === "Paid, approval number %s"`, paid.Approval.Number))
	}
	p.until(`window.overlaid === true && document.querySelector("#kioskd-screens") === null`)
}
