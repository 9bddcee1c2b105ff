package web

import (
	"bytes"
	"encoding/json"
	"html/template"
	"strconv"
	"strings"
	"time"

	"kioskd/sync/hq"
)

func (s *Site) words() template.FuncMap {
	return template.FuncMap{"money": money, "clock": s.clock, "iso": iso, "status": statusOf, "state": strings.ToLower}
}

// clock writes a time for people, or a dash.
func (s *Site) clock(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(s.zone).Format("2006-01-02 15:04:05")
}

func iso(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// minorDigits of the currencies that have other than two.
var minorDigits = map[string]int{"KRW": 0, "JPY": 0, "VND": 0, "CLP": 0}

// money writes an amount of minor units, with its currency always beside it.
func money(amount int64, currency string) string {
	if currency == "" {
		return strconv.FormatInt(amount, 10) + " (currency not known)"
	}
	digits, known := minorDigits[currency]
	if !known {
		digits = 2
	}
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
