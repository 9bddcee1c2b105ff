package books

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"

	"kioskd/sync/hq/said"
)

// Mapping says which columns of a statement mean what, by their names. Number and
// Amount have to be there.
type Mapping struct {
	Number string `json:"number"`           // approval number
	Amount string `json:"amount"`           // may be negative for a cancel
	Day    string `json:"day,omitempty"`    // date of the sale or cancel; begins with year, month, day
	Kind   string `json:"kind,omitempty"`   // sale or cancel
	Cancel string `json:"cancel,omitempty"` // a word that marks a cancel in the column Kind
	Of     string `json:"of,omitempty"`     // approval number of the sale that a cancel is of
}

// Line is a line of a statement.
type Line struct {
	Row    int    // in the file, from 1
	Number string // of the sale, also for a cancel
	Amount int64  // minor units, never negative
	Cancel bool
	Day    string // as in 2026-01-05, empty if the statement does not say
}

// MostLines bounds a statement.
const MostLines = 200_000

// Table is a statement as rows of text.
type Table struct {
	Names []string
	Rows  [][]string
}

// ReadTable reads CSV: comma, semicolon or tab, UTF-8 or, as Korean offices write
// it, CP949. The first row has the names of the columns.
func ReadTable(text []byte) (Table, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		decoded, err := korean.EUCKR.NewDecoder().Bytes(text)
		if err != nil {
			return Table{}, said.No(nil, "the statement is neither UTF-8 nor CP949: %v", err)
		}
		text = decoded
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = comma(text)
	r.FieldsPerRecord = -1 // sums at the end have fewer
	var t Table
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t, said.No(nil, "the statement is not CSV as wanted: %v", err)
		}
		if t.Names == nil {
			t.Names = trimmed(row)
			continue
		}
		if len(t.Rows) == MostLines {
			return t, said.No(nil, "the statement has more than %d lines; take it by day", MostLines)
		}
		t.Rows = append(t.Rows, trimmed(row))
	}
	if len(t.Names) == 0 {
		return t, said.No(nil, "the statement is empty")
	}
	return t, nil
}

func trimmed(row []string) []string {
	for i, cell := range row {
		row[i] = strings.TrimSpace(cell)
	}
	return row
}

// comma is what separates the names in the first row.
func comma(text []byte) rune {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := ',', bytes.Count(first, []byte(","))
	for _, c := range []rune{';', '\t'} {
		if n := bytes.Count(first, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// known are names that columns have, by what they mean. The first that fits wins.
var known = map[string][]string{
	"number": {"승인번호", "approval number", "approval no", "approval", "auth code", "genehmigungsnummer"},
	"amount": {"거래금액", "승인금액", "결제금액", "금액", "amount", "betrag"},
	"day":    {"거래일시", "승인일시", "거래일자", "승인일자", "거래일", "date", "datum"},
	"kind":   {"거래구분", "승인구분", "구분", "type", "kind", "art"},
	"of":     {"원승인번호", "original approval"},
}

// Guess proposes a mapping for columns of these names.
func Guess(names []string) Mapping {
	find := func(what string) string {
		for _, want := range known[what] {
			i := slices.IndexFunc(names, func(n string) bool { return strings.ToLower(n) == want })
			if i >= 0 {
				return names[i]
			}
		}
		return ""
	}
	m := Mapping{Number: find("number"), Amount: find("amount"), Day: find("day"), Kind: find("kind"), Of: find("of")}
	if m.Kind != "" {
		m.Cancel = "취소"
	}
	return m
}

// GuessPhones proposes a mapping for a provider's list of payments by phone, whose lines
// are found by the provider's own name for the payment.
func GuessPhones(names []string) Mapping {
	m := Guess(names)
	m.Of = ""
	for _, want := range []string{"paymentkey", "payment key", "결제키", "거래번호", "receipt_id", "tid", "paymentid", "결제번호"} {
		if i := slices.IndexFunc(names, func(n string) bool { return strings.ToLower(n) == want }); i >= 0 {
			m.Number = names[i]
			break
		}
	}
	return m
}

// Parse reads the lines of a table by a mapping. Rows without an approval number
// are sums and remarks, and are left out.
func Parse(t Table, m Mapping) ([]Line, error) {
	at, err := m.columns(t.Names)
	if err != nil {
		return nil, err
	}
	var all []Line
	for i, row := range t.Rows {
		cell := func(name string) string {
			if j, ok := at[name]; ok && j < len(row) {
				return row[j]
			}
			return ""
		}
		if cell(m.Number) == "" {
			continue
		}
		l, err := m.line(cell)
		if err != nil {
			return nil, said.No(nil, "row %d: %v", i+2, err)
		}
		l.Row = i + 2
		all = append(all, l)
	}
	return all, nil
}

func (m Mapping) columns(names []string) (map[string]int, error) {
	if m.Number == "" || m.Amount == "" {
		return nil, said.No(nil, "say which columns hold the approval number and the amount")
	}
	at := map[string]int{}
	for _, want := range []string{m.Number, m.Amount, m.Day, m.Kind, m.Of} {
		if want == "" {
			continue
		}
		if at[want] = slices.Index(names, want); at[want] < 0 {
			return nil, said.No(nil, "the statement has no column %q; it has %s", want, strings.Join(names, ", "))
		}
	}
	return at, nil
}

func (m Mapping) line(cell func(string) string) (Line, error) {
	l := Line{Number: cell(m.Number), Day: dayOf(cell(m.Day))}
	text := strings.NewReplacer(",", "", " ", "", "원", "", "−", "-").Replace(cell(m.Amount))
	amount, err := strconv.ParseInt(strings.Replace(text, ".", "", 1), 10, 64)
	if err != nil || amount < -maxAmount || amount > maxAmount {
		return l, said.No(nil, "%q is no amount", cell(m.Amount))
	}
	l.Cancel = amount < 0 || m.Cancel != "" && strings.Contains(cell(m.Kind), m.Cancel)
	if l.Amount = amount; amount < 0 {
		l.Amount = -amount
	}
	if of := cell(m.Of); l.Cancel && of != "" {
		l.Number = of
	}
	return l, nil
}

// maxAmount is more than anybody pays at a kiosk, in minor units.
const maxAmount = 1_000_000_000_000

// dayOf reads the day at the beginning of a cell, however it is written.
func dayOf(cell string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, cell)
	if len(digits) < 8 {
		return ""
	}
	return digits[:4] + "-" + digits[4:6] + "-" + digits[6:8]
}
