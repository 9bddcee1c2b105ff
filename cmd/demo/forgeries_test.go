package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"kioskd/agent"
)

// forgeries are what the SDK never sends, by path.
var forgeries = map[string][]string{
	"payments": {
		`{"key":"page-order-1","amount":-10000}`, `{"key":"page-order-1","amount":10000.5}`, `{"key":"page-order-1","amount":"10000"}`,
		`{"key":"page-order-1","amount":1e30}`, `{"key":"page-order-1","amount":1}`, `{"key":"page-order-1","amount":10000,"test":true}`,
		`{"key":"page-order-1","amount":10000,"months":-1}`, `{"key":"page-order-7","amount":10000}`, `{"key":"../staff","amount":1}`,
		`{"key":"page-order-1\u0000","amount":10000}`, `{"amount":10000}`, `{"key":["page-order-1"],"amount":10000}`, `{"key":"page-order-1","amount":10000}{"a":1}`, ``,
	},
	"orders": {
		`{"key":"page-order-2","amounts":{"supply":-1,"vat":0,"tax_free":0,"service":0}}`, `{"key":"page-order-2","amounts":{"supply":2000000,"vat":0,"tax_free":0,"service":0}}`,
		`{"key":"p","amounts":{"supply":1,"vat":0,"tax_free":0,"service":0}}`, `{"key":"page-order-1","amounts":{"supply":1,"vat":0,"tax_free":0,"service":0}}`,
		`{"picks":[{"item":"water","quantity":-1}]}`, `{"picks":[{"item":"water","quantity":1,"price":1}]}`, `{"picks":[]}`,
	},
	"payments/page-order-1/refund":      {`{}`, `{"amounts":{"supply":10000,"vat":0,"tax_free":0,"service":0},"number":"30047211","approved_ms":1,"months":0}`},
	"payments/page-order-1/undelivered": {`{"id":"forged-1","reason":"mine"}`},
	"payments/page-order-1/keep":        {``},
	"staff/page-order-1/refund":         {`{"reason":"mine"}`},
	"staff/page-order-1/override":       {`{"name":"me","reason":"mine"}`},
	"staff/session":                     {`{"pin":"271828"}`},
	"launches":                          {`{}`},
}

// TestForgeries: a page of the kiosk's own that makes up keys and amounts is
// refused, each time with a next step, and nothing of it reaches the pad or the
// books.
func TestForgeries(t *testing.T) {
	t.Parallel()
	app := t.TempDir()
	if err := os.WriteFile(filepath.Join(app, "index.html"), []byte(`<!doctype html><title>forger</title><h1>A page</h1>`), 0o600); err != nil {
		t.Fatal(err)
	}
	p := openApp(t, app, "")
	if got := p.posts("orders", `{"key":"page-order-1","amounts":{"supply":10000,"vat":0,"tax_free":0,"service":0}}`); !strings.HasPrefix(got, "201 ") {
		t.Fatalf("a good order: %s", got)
	}
	for path, bodies := range forgeries {
		for _, body := range bodies {
			got := p.posts(path, body)
			if status, next, _ := strings.Cut(got, " "); status[0] != '4' || next == "" || next == "undefined" {
				t.Errorf("%s %s: %s", path, body, got)
			}
		}
	}
	for key, one := range p.payments() {
		if key != "page-order-1" || one.Attempt != 0 {
			t.Errorf("the books say of %s: %+v", key, one)
		}
	}
	if v := p.demo.Kiosk.Agent().View(); v.State != agent.Idle || v.Payment != nil {
		t.Errorf("the kiosk shows %+v", v)
	}
}

// posts sends a body as the page, and returns the status and what to do next.
func (p plugin) posts(path, body string) (said string) {
	p.Helper()
	script := fmt.Sprintf(`fetch("/api/v1/%s", {method: "POST", headers: {"Content-Type": "application/json"}, body: %s}).then(async (a) => a.status + " " + (await a.json().catch(() => ({}))).next)`,
		path, strconv.Quote(body))
	p.do(chromedp.Evaluate(script, &said, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return said
}
