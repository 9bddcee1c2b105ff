package ui_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// own are the screens of the page itself, with what it has to remember for them.
var own = map[string]string{
	"idle":    `{}`,
	"ease":    `{}`,
	"choose":  `{"place":"choose","cart":[["americano",2],["cake",1],["beans",1]]}`,
	"options": `{"place":"options","asked":"latte","cart":[["americano",2]]}`,
	"cart":    `{"place":"cart","cart":[["latte|large|oat",2],["cake",1],["beans",1],["cookie",3]]}`,
	"method":  `{"place":"method","cart":[["beans",2]]}`,
	"months":  `{"place":"months","cart":[["beans",2]]}`,
	"no-pad":  `{"place":"no-pad"}`,
}

// onPhone is the code that a customer's phone reads.
const onPhone = "receipt on the phone"

// theAgents are the scenes that views bring about, told apart by their number.
func theAgents(t *testing.T, language string) map[string]fake.Scene {
	t.Helper()
	scenes, err := fake.Scenes(language)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]fake.Scene{}
	for i, s := range scenes {
		named[fmt.Sprintf("%s %d", s.Screen, i)] = s
	}
	return named
}

var (
	tongues = []string{"ko", "en", "ja", "zh"}
	sizes   = [][2]int64{{1080, 1920}, {1920, 1080}, {1280, 800}, {800, 480}}
)

// standing is one way to stand before a screen.
type standing struct {
	screen, language, mode string
	size                   [2]int64
}

func (s standing) String() string {
	return fmt.Sprintf("%s, %s, %s, %dx%d", s.screen, s.language, s.mode, s.size[0], s.size[1])
}

// standings lists every screen with every language, mode and size in pairs, or in
// all combinations (KIOSKD_SCREENS=all), or those alone that a list of words names
// (KIOSKD_SCREENS="choose, ja, 1920x1080"), in an order that changes little at a time.
func standings(t *testing.T) (all []standing) {
	t.Helper()
	screens := append(keys(own), onPhone)
	screens = append(screens, keys(theAgents(t, "en"))...)
	ways := keys(modes)
	for _, row := range rows(len(screens), len(tongues), len(ways), len(sizes)) {
		all = append(all, standing{screens[row[0]], tongues[row[1]], ways[row[2]], sizes[row[3]]})
	}
	if only := os.Getenv("KIOSKD_SCREENS"); only != "all" && only != "" {
		all = slices.DeleteFunc(all, func(s standing) bool { return !s.named(strings.Split(only, ",")) })
	}
	slices.SortFunc(all, func(a, b standing) int {
		return strings.Compare(fmt.Sprint(a.size, a.mode, a.language, a.screen), fmt.Sprint(b.size, b.mode, b.language, b.screen))
	})
	return all
}

// named reports whether each word begins a part of what the standing is called.
func (s standing) named(words []string) bool {
	parts := strings.Split(s.String(), ", ")
	return !slices.ContainsFunc(words, func(word string) bool {
		return !slices.ContainsFunc(parts, func(part string) bool { return strings.HasPrefix(part, strings.TrimSpace(word)) })
	})
}

func rows(factors ...int) (all [][]int) {
	if os.Getenv("KIOSKD_SCREENS") == "" {
		return pairwise(factors)
	}
	all = [][]int{nil}
	for _, n := range factors {
		var longer [][]int
		for _, row := range all {
			for i := range n {
				longer = append(longer, append(slices.Clone(row), i))
			}
		}
		all = longer
	}
	return all
}

func keys[V any](m map[string]V) (all []string) {
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// TestBrowserEveryone: each screen, however the customer is served, shows all of
// it, large and clear enough, with targets that a finger meets, and nothing that
// axe-core objects to.
func TestBrowserEveryone(t *testing.T) {
	t.Parallel()
	told := fake.New()
	told.Offer(agent.Instalments{From: 10000, Months: []int{2, 3, 6, 12}})
	f := browserFor(t, serve(t, ui.Options{Agent: told}), 80*time.Minute)
	f.opens()
	f.still()
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	all := standings(t)
	t.Logf("%d ways to stand before a screen", len(all))
	var last standing
	for _, s := range all {
		began := time.Now()
		f.stands(s, last, string(axe))
		f.settles()
		last = s
		f.inspect(s.String(), s.mode)
		f.askAxe(s.String())
		t.Logf("%v: %v", s, time.Since(began))
	}
}

// stands brings the screen about. The page's own screens come by a reload, as
// after a power cut of the screen.
func (f finger) stands(s, last standing, axe string) {
	f.Helper()
	if s.size != last.size {
		f.do(chromedp.EmulateViewport(s.size[0], s.size[1]))
	}
	if s.mode != last.mode || s.language != last.language {
		f.agent.Show(fake.Idle())
		f.asks(s.language, s.mode)
	}
	memory, isOwn := own[s.screen]
	if isOwn {
		view := fake.Idle()
		if s.screen == "no-pad" {
			view = fake.PadDown()
		}
		f.agent.Show(view)
		f.remembers(memory)
	}
	if isOwn || last.screen == "" {
		f.do(chromedp.Evaluate(axe, nil))
	}
	screen := s.screen
	if screen == onPhone {
		f.agent.Show(fake.Ended(f.order(), agent.Approved, pay.Approved))
		f.sees("approved")
		f.do(chromedp.Evaluate(`document.querySelector('[data-testid="code-toggle"]').click()`, nil), chromedp.WaitVisible(named("code")))
		return
	}
	if !isOwn {
		scene := theAgents(f.T, s.language)[s.screen]
		screen = scene.Screen
		f.agent.Show(scene.View)
	}
	if screen == "ease" {
		f.do(chromedp.Evaluate(`document.querySelector('[data-testid="ease"]').click()`, nil), chromedp.WaitVisible(`[data-panel="ease"]`))
		return
	}
	f.sees(screen)
}

// settles waits until the page has measured itself and drawn what follows of it:
// whatever rolls has its keys then.
func (f finger) settles() {
	f.Helper()
	f.do(chromedp.Evaluate(`document.fonts.ready.then(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))))`, nil, awaited))
}

func (f finger) remembers(memory string) {
	f.Helper()
	const put = `sessionStorage.clear(); for (const [k, v] of Object.entries(%s)) sessionStorage.setItem(k, JSON.stringify(v))`
	f.do(chromedp.Evaluate(fmt.Sprintf(put, memory), nil), chromedp.Reload(), chromedp.WaitVisible(`#kiosk:not([data-screen="connecting"])`),
		chromedp.Poll(`document.fonts.status === "loaded"`, nil))
}

// objections is what axe-core says, a line for each element.
const objections = `axe.run(document, {
  resultTypes: ["violations"],
  rules: { "target-size": { enabled: true }, "color-contrast-enhanced": { enabled: true } },
}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" ") + ": " + (n.failureSummary ?? "").split("\n").slice(1, 3).join(" "))))`

func (f finger) askAxe(what string) {
	f.Helper()
	var raw json.RawMessage
	f.do(chromedp.Evaluate(objections, &raw, awaited))
	var found []string
	if err := json.Unmarshal(raw, &found); err != nil {
		f.Fatal(err)
	}
	for _, v := range found {
		f.Errorf("%s: axe: %s", what, v)
	}
}
