package pages

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// View is which page it is.
type View string

// The views. Those of a fault have the words for them: nothing-here, bad-request, sorry.
const (
	Window    View = "window" // before the provider's window
	Form      View = "form"   // asks by itself
	Open      View = "open"   // still waiting for the customer
	Busy      View = "busy"
	Done      View = "done"
	Issued    View = "issued"
	Failed    View = "failed"
	Cancelled View = "cancelled"
	Expired   View = "expired"
	Closed    View = "closed" // the kiosk gave up before anything was taken
	Late      View = "late"   // it was taken too late, and goes back
	Unknown   View = "unknown"
	Wrong     View = "wrong"
)

// Page is one page, filled in.
type Page struct {
	View     View
	Language string
	Test     bool

	Title     string // what the payment is for
	Name      string // what was ordered
	Amount    int64  // minor units; 0 shows none
	Currency  string
	Reference string
	Address   string // of the attempt
	Receipt   string

	Origins []string // of pages that may open this one as a popup and hear of its end

	Script string // of a window
	Params string
	Fields []Field

	Bank, Number, Holder string // of an account
	Until                time.Time
}

// Field is one line of a form.
type Field struct {
	Name, Label, Kind string
	Max               int
}

//go:embed strings/*.json assets page.html
var files embed.FS

var (
	words = readWords()
	page  = template.Must(template.ParseFS(files, "page.html"))
)

func readWords() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, language := range Languages {
		b, err := files.ReadFile("strings/" + language + ".json")
		if err != nil {
			panic(err) // it is embedded
		}
		var w map[string]string
		if err := json.Unmarshal(b, &w); err != nil {
			panic(fmt.Errorf("strings/%s.json: %w", language, err))
		}
		all[language] = w
	}
	return all
}

// Languages are those that pages are written in.
var Languages = []string{"ko", "en", "ja", "zh"}

// Accepted returns the first language of ours that a browser asks for.
func Accepted(header string) string {
	for part := range strings.SplitSeq(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		short, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if words[short] != nil {
			return short
		}
	}
	return Languages[0]
}

// T returns a sentence in the page's language.
func (p Page) T(name string) string { return words[p.Language][name] }

// Head is the page's first line, and Text its sentence.
func (p Page) Head() string { return p.T(string(p.View) + ".head") }

// Text is what the customer does next.
func (p Page) Text() string { return p.T(string(p.View) + ".text") }

// Money writes the amount as the page's language does.
func (p Page) Money() string { return money(p.Amount, p.Currency) }

// Again reports whether the page looks again by itself.
func (p Page) Again() bool { return p.View == Busy || p.View == Unknown }

// Mark is the sign beside the first line.
func (p Page) Mark() string {
	switch p.View {
	case Done:
		return "✓"
	case Issued, Window, Form, Open:
		return "₩"
	case Busy:
		return "…"
	}
	return "!"
}

// Deadline is until when an account takes the deposit, in Korea's time.
func (p Page) Deadline() string {
	return p.Until.In(time.FixedZone("KST", 9*60*60)).Format("2006-01-02 15:04")
}

func money(amount int64, currency string) string {
	digits := 2
	if currency == "KRW" || currency == "JPY" {
		digits = 0
	}
	s := strconv.FormatInt(amount, 10)
	for len(s) <= digits {
		s = "0" + s
	}
	whole, rest := s[:len(s)-digits], s[len(s)-digits:]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	if currency == "KRW" {
		return "₩" + whole
	}
	return whole + " " + currency
}

// Write sends the page.
func (p Page) Write(w http.ResponseWriter, status int) error {
	var b bytes.Buffer
	if err := page.Execute(&b, p); err != nil {
		return fmt.Errorf("fill in page %s: %w", p.View, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", p.policy())
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

// policy lets in nothing from elsewhere, but for a provider's script and the windows
// that it opens.
func (p Page) policy() string {
	const own = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
	if p.View != Window {
		return own + "; script-src 'self'"
	}
	origin := originOf(p.Script)
	return "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'self' " + origin +
		"; style-src 'self' 'unsafe-inline'; img-src 'self' https: data: " + origin + "; font-src https: data:; connect-src 'self' https: " + origin +
		"; frame-src https: " + origin + "; form-action 'self' https: " + origin
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "'none'"
	}
	return u.Scheme + "://" + u.Host
}

// Helper is the script for a shop's own page, which works at some origins alone.
func Helper(origins []string) ([]byte, error) {
	script, err := files.ReadFile("assets/helper.js")
	if err != nil {
		return nil, fmt.Errorf("read the helper's script: %w", err)
	}
	list, err := json.Marshal(append([]string{}, origins...))
	if err != nil {
		return nil, fmt.Errorf("name the pages that may open a payment: %w", err)
	}
	return bytes.Replace(script, []byte("const origins = [];"), append(append([]byte("const origins = "), list...), ';'), 1), nil
}

// Assets serves the pages' style and scripts.
func Assets() http.Handler {
	serve := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "max-age=300")
		r.URL.Path = "/assets/" + strings.TrimPrefix(r.URL.Path, "/")
		serve.ServeHTTP(w, r)
	})
}
