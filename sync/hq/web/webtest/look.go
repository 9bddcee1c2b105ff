package webtest

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// awaited has a script's promise waited for.
func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

// objections is what axe-core says, a line for each element.
const objections = `axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})
  .then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" ") + ": " + (n.failureSummary ?? "").split("\n").slice(1, 3).join(" "))))`

// Looks has axe look at the page as it is, once under each name.
func (p Person) Looks(what string) {
	p.Helper()
	if p.Picture(what); p.seen[what] {
		return
	}
	p.seen[what] = true
	var found []string
	p.Do(chromedp.WaitReady("main"), chromedp.Evaluate(p.axe, nil), chromedp.Evaluate(objections, &found, awaited))
	for _, v := range found {
		p.Errorf("%s: axe: %s", what, v)
	}
}

// Album is the folder where pictures are wanted, "" for none: KIOSKHQ_PICTURES.
func Album() string { return os.Getenv("KIOSKHQ_PICTURES") }

// Picture keeps what the page looks like, where somebody wants to know.
func (p Person) Picture(what string) {
	if Album() == "" {
		return
	}
	what = ids.ReplaceAllString(strings.ToLower(what), "")
	if strings.HasSuffix(what, "/") {
		what += "fleet"
	}
	name := strings.Trim(unnamed.ReplaceAllString(what, "-"), "-")
	var png []byte
	p.Do(chromedp.Evaluate(p.font, nil, awaited), chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(filepath.Join(Album(), name+".png"), png, 0o644); err != nil {
		p.Error(err)
	}
}

// ids are what differs each time; unnamed is what no file is called.
var (
	ids     = regexp.MustCompile(`(/0192f[-0-9a-f]+|/[0-9a-f]{16}|\?.*)`)
	unnamed = regexp.MustCompile(`[^a-z0-9]+`)
)

// fontScript loads the typeface of the kiosk's screen, since the machine that takes
// pictures may have none for Korean. Operators' machines have their own.
func fontScript(t *testing.T, root string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("(async () => { const load = async (text, weight) => { const raw = Uint8Array.from(atob(text), (c) => c.charCodeAt(0)); const f = new FontFace('Pretendard', raw, {weight}); await f.load(); document.fonts.add(f); };")
	for name, weight := range map[string]string{"Regular": "400", "Bold": "700"} {
		font, err := os.ReadFile(filepath.Join(root, "ui/web/fonts/Pretendard-"+name+".subset.woff2"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "await load(%q, %q);", base64.StdEncoding.EncodeToString(font), weight)
	}
	return b.String() + "return true; })()"
}

// moduleRoot is the folder of this module: tests run in their package's.
func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("these tests need the module's own folder: they read axe-core and a typeface from it")
		}
	}
}
