// Package webtest is an operator at a browser, for tests: a person opens HQ's pages,
// fills fields, presses buttons, and sees what a page says by itself. axe-core looks
// at every page on the way.
//
//	kim := webtest.Sit(t, "http://127.0.0.1:8500")
//	kim.Opens("/payments")
//	kim.Sees("No payment has arrived yet")
//
// It needs Chromium on this machine; a test without it is skipped. What is not as
// expected ends the test.
package webtest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"kioskd/ui/browsertest"
)

// Patience is how long a page may take to say what it should: much longer than on a
// quiet machine, which tests do not run on.
const Patience = 90 * time.Second

// Person sits at a browser of their own.
type Person struct {
	*testing.T
	URL string // of HQ

	ctx  context.Context
	axe  string
	font string          // script that loads one, for pictures
	seen map[string]bool // pages that axe has looked at
}

// Sit starts a browser for a person at the HQ of an address. Both end with the test.
func Sit(t *testing.T, address string) Person {
	t.Helper()
	root := moduleRoot(t)
	axe, err := os.ReadFile(root + "/ui/testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	ctx := browsertest.Open(t, 8*time.Minute, chromedp.WindowSize(1280, 900), chromedp.Flag("hide-scrollbars", true))
	p := Person{T: t, URL: address, ctx: ctx, axe: string(axe), font: fontScript(t, root), seen: map[string]bool{}}
	p.Do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}))
	return p
}

// Do does what the other methods have no words for.
func (p Person) Do(actions ...chromedp.Action) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		var shown string
		also := chromedp.Run(p.ctx, chromedp.Evaluate(`location.pathname + ": " + document.body?.innerText?.slice(0, 1500)`, &shown))
		p.Fatal(err, "; the page shows ", shown, also)
	}
}

// Goes opens a page that has been looked at, or will be.
func (p Person) Goes(path string) {
	p.Helper()
	p.Do(chromedp.Navigate(p.URL + path))
}

// Opens opens a page, and has axe look at it.
func (p Person) Opens(path string) {
	p.Helper()
	p.Goes(path)
	p.Looks(path)
}

// Sees waits until the page says something, by itself.
func (p Person) Sees(text string) {
	p.Helper()
	p.Do(chromedp.Poll(fmt.Sprintf(`(document.querySelector("main")?.innerText ?? "").includes(%s)`, p.quote(text)), nil, chromedp.WithPollingTimeout(Patience-10*time.Second)))
}

// Fills fills a field, whatever stood there.
func (p Person) Fills(field, text string) {
	p.Helper()
	p.Do(chromedp.WaitReady(field, chromedp.ByQuery), chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).value = %s; true`, field, p.quote(text)), nil))
}

func (p Person) quote(text string) string {
	p.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		p.Fatal(err)
	}
	return string(quoted)
}

// Presses presses a button and waits for the page that it leads to.
func (p Person) Presses(button string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(button, chromedp.ByQuery, chromedp.NodeVisible)); err != nil {
		p.Fatalf("press %s: %v", button, err)
	}
}

// Reads returns what stands somewhere.
func (p Person) Reads(what string) (text string) {
	p.Helper()
	p.Do(chromedp.Text(what, &text, chromedp.ByQuery))
	return strings.TrimSpace(text)
}

// Password is everybody's, once they have come in.
const Password = "four cups of barley tea"

// ComesIn follows a one-time link and sets a password. A name is needed where the
// page asks for one.
func (p Person) ComesIn(link, name string) {
	p.Helper()
	p.Do(chromedp.Navigate(link), chromedp.Poll(`document.getElementById("code").value !== "" && location.hash === ""`, nil))
	p.Looks("welcome")
	if name != "" {
		p.Fills(`input[name="name"]`, name)
	}
	p.Fills(`input[name="password"]`, Password)
	p.Presses("main button")
	p.Sees("You are signed in.")
}
