package web

import (
	"bytes"
	"encoding/json"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/webhook"
)

func (s *Site) words(lang string) template.FuncMap {
	return template.FuncMap{
		"money": func(amount int64, currency string) string { return moneyIn(lang, amount, currency) }, "plain": plain, "clock": s.clock, "iso": iso, "status": statusOf, "esc": escape, "output": output,
		"t":   func(sentence string, args ...any) string { return say(lang, sentence, args...) },
		"day": func(t time.Time) string { return t.In(s.Zone).Format(time.DateOnly) },
		"uploaded": func(status string) string {
			if status == "cancelled" {
				return hq.Voided // the contract's word for it
			}
			return status
		},
		"phoneLook":  phoneLook,
		"refundWord": func(state string) string { return refundWords[state] },
		"happened":   func(s desk.PhoneStep) string { return happened(lang, s) },
		"askedOf":    func(op pg.Op) string { return askedOf(lang, op) },
		"last":       lastAttempt,
		"version":    func(about string) string { return strings.TrimPrefix(about, "version ") },
		"join":       strings.Join, "hasSuffix": strings.HasSuffix,
		"tab": func(data map[string]any, path, name string, pages ...string) tab {
			page, _ := data["Page"].(string)
			return tab{Path: path, Name: say(lang, name), Here: slices.Contains(pages, page)}
		},
		"may": func(who people.Who, scope string) bool { return who.May(people.Scope(scope)) == nil },
	}
}

// lastAttempt returns the newest try, or nil.
func lastAttempt(all []webhook.Attempt) *webhook.Attempt {
	if len(all) == 0 {
		return nil
	}
	return &all[len(all)-1]
}

// tab is a way to a page, at the top of every page.
type tab struct {
	Path, Name string
	Here       bool
}

// clock writes a time for people, or a dash.
func (s *Site) clock(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(s.Zone).Format("2006-01-02 15:04:05")
}

func iso(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// minorDigits of the currencies that have other than two.
var minorDigits = map[string]int{"KRW": 0, "JPY": 0, "VND": 0, "CLP": 0}

// money writes an amount of minor units, with its currency always beside it.
func money(amount int64, currency string) string {
	if currency == "" {
		return strconv.FormatInt(amount, 10) + " (currency not known)"
	}
	digits := digitsOf(currency)
	s, negative := strings.CutPrefix(strconv.FormatInt(amount, 10), "-")
	s = strings.Repeat("0", max(0, digits+1-len(s))) + s
	whole, fraction := s[:len(s)-digits], s[len(s)-digits:]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if digits > 0 {
		whole += "." + fraction
	}
	if negative {
		whole = "−" + whole
	}
	return whole + " " + currency
}

// moneyIn writes won as Koreans do; other money, and other readers, have the
// currency by its code.
func moneyIn(lang string, amount int64, currency string) string {
	text := money(amount, currency)
	if won, ok := strings.CutSuffix(text, " KRW"); ok && lang == "ko" {
		return won + "원"
	}
	return text
}

// digitsOf returns how many digits of a currency stand behind the point.
func digitsOf(currency string) int {
	if digits, known := minorDigits[currency]; known {
		return digits
	}
	return 2
}

// plain writes an amount for a field: without its currency and without signs.
func plain(amount int64, currency string) string {
	text, _, _ := strings.Cut(money(amount, currency), " ")
	return strings.ReplaceAll(text, ",", "")
}

// look is a status as a word, a shape and a colour, so that no one of the three
// has to carry it alone.
type look struct{ Word, Shape, Colour string }

var looks = map[string]look{
	hq.Ordered:    {"ordered", "○", "quiet"},
	hq.Started:    {"at the pad", "◔", "care"},
	hq.Offered:    {"being accepted", "◑", "care"},
	hq.Approved:   {"paid", "✓", "good"},
	hq.Declined:   {"declined", "✕", "quiet"},
	hq.Uncertain:  {"not certain", "?", "care"},
	hq.NotCharged: {"not charged", "–", "quiet"},
	hq.Mismatched: {"wrong amount taken", "!", "bad"},
	hq.Voiding:    {"being given back", "↺", "care"},
	hq.Voided:     {"given back", "↩", "quiet"},
	hq.Unresolved: {"needs a person", "▲", "bad"},
	hq.Issued:     {"account issued, not paid", "◇", "care"},
	hq.Late:       {"came late, going back", "◐", "care"},
}

func statusOf(status string) look {
	if l, ok := looks[status]; ok {
		return l
	}
	return look{status, "?", "care"}
}

// moment is a fact in a payment's timeline.
type moment struct {
	At    time.Time
	Kind  string
	Epoch string
	Seq   uint64
	Body  string // indented
}

func timeline(facts []hq.Fact) []moment {
	list := make([]moment, len(facts))
	for i, f := range facts {
		list[i] = moment{At: f.At, Kind: f.Kind, Epoch: f.Epoch, Seq: f.Seq, Body: indent(f.Body)}
	}
	return list
}

// indent makes a body readable; one that is not JSON is shown as it is.
func indent(body []byte) string {
	var b bytes.Buffer
	if err := json.Indent(&b, body, "", "  "); err != nil {
		return string(body)
	}
	return b.String()
}
