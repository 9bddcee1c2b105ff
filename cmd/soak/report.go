//go:build linux

package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"time"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/ledger"
)

//go:embed report.md.tmpl
var page string

// writeReport writes the page about a run that was good, and its pictures into the
// folder beside it that has the page's name.
func writeReport(dir, doc string) error {
	r, err := readResult(dir)
	if err != nil {
		return err
	}
	if err := r.verdict(); err != nil {
		return fmt.Errorf("the run in %s was not good, and there is no report of it: %w", dir, err)
	}
	folder := strings.TrimSuffix(doc, filepath.Ext(doc))
	if err := r.draw(folder); err != nil {
		return err
	}
	text, err := r.page(filepath.Base(folder))
	if err != nil {
		return err
	}
	return os.WriteFile(doc, text, 0o644)
}

// page is the report as Markdown, with pictures in a folder.
func (r result) page(folder string) ([]byte, error) {
	t, err := template.New("report").Parse(page)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, struct {
		result
		Folder string
	}{r, folder})
	return b.Bytes(), err
}

// Length tells how long the run was, and what was compressed.
func (r result) Length() string {
	o := r.Options
	every := time.Duration(float64(o.Interval) / o.Compress)
	text := fmt.Sprintf("%s, a payment every %s", plain(o.Length), plain(every))
	if o.Compress == 1 {
		return text + ". Nothing was compressed"
	}
	return text + fmt.Sprintf(", which is %s of a shop with a payment every %s. Compressed %g times: the time between payments, between and within troubles, and between samples. Not compressed: whatever programs, pad and customers do by the clock, as looking for a lost answer, or calling HQ again after a while",
		plain(time.Duration(float64(o.Length)*o.Compress)), plain(o.Interval), o.Compress)
}

// Missing says how many payments there was no time for: one customer waits for the
// other, and mishaps and a busy machine take their time.
func (r result) Missing() string {
	o := r.Options
	planned := int(float64(o.Length) * o.Compress / float64(o.Interval))
	if len(r.Payments) >= planned*99/100 {
		return ""
	}
	return fmt.Sprintf(" (%d were to come, but each waits for the one before to end)", planned)
}

// plain writes a length of time without the zeros behind it.
func plain(d time.Duration) string {
	text := d.Round(10 * time.Millisecond).String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = strings.TrimSuffix(text, zero[1:])
		}
	}
	return text
}

// Row is a line of a table.
type Row struct {
	Name string
	N    int
	Sum  int64
}

// Books are the four books.
func (r result) Books() []Row {
	l := r.Ledgers
	row := func(name string, b ledger.Book) Row { return Row{name, len(b), b.Sum()} }
	return []Row{row("the VAN", l.Van), row("the kiosk's journal", l.Journal), row("HQ", l.HQ), row("what the screens said to customers", l.Customers)}
}

// Outcomes counts how payments ended.
func (r result) Outcomes() []Row {
	n := map[string]int{}
	for _, o := range r.Payments {
		n[string(o.Status)]++
		if o.Unknown {
			n["unknown for a while, then certain"]++
		}
	}
	return rows(n)
}

// Stories counts what customers wanted and what happened to pads.
func (r result) Stories() []Row {
	n := map[string]int{}
	for _, o := range r.Payments {
		n[o.Story]++
	}
	return rows(n)
}

// Troubles counts what happened around the kiosk.
func (r result) Troubles() []Row {
	n := map[string]int{}
	for _, line := range r.Told {
		what, _, _ := strings.Cut(line, " for ")
		if !strings.HasPrefix(what, "payment ") {
			n[what]++
		}
	}
	return rows(n)
}

// rows sorts a count, the most frequent first.
func rows(n map[string]int) (all []Row) {
	for name, count := range n {
		all = append(all, Row{Name: name, N: count})
	}
	slices.SortFunc(all, func(a, b Row) int {
		if a.N != b.N {
			return b.N - a.N
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}

// Growths are those judged, for the page.
func (r result) Growths() []growth { return r.growths() }

// Figures are what was measured, as a line of the table.
func (g growth) Figures() string {
	return fmt.Sprintf("%.1f | %.1f | %+.2f | %g", g.First, g.Last, g.Rise, g.most)
}

// Title names what is judged, with its unit.
func (g growth) Title() string {
	switch {
	case g.per != "":
		return fmt.Sprintf("%s, %s (rise: a %s)", g.name, g.unit, g.per)
	case g.unit != "":
		return g.name + ", " + g.unit
	}
	return g.name
}

// Why says what a bound leaves room for.
func (g growth) Why() string { return g.why }

// Pictures are those drawn.
func (r result) Pictures() (all []Row) {
	for _, p := range pictures {
		all = append(all, Row{Name: p.file})
	}
	return all
}

// Slowest tells how long payments took that met no mishap of pad or programs, and the
// longest of all.
func (r result) Slowest() string {
	var took []float64
	longest := outcome{}
	for _, o := range r.Payments {
		if o.Status == pay.Approved {
			took = append(took, o.Took)
		}
		if o.Took > longest.Took {
			longest = o
		}
	}
	if len(took) == 0 {
		return "no payment was approved"
	}
	slices.Sort(took)
	return fmt.Sprintf("half of the approved payments took less than %.1f s from the order to the end, customer and VAN included; the longest payment, %.0f s (%s: %s)",
		took[len(took)/2], longest.Took, longest.Story, longest.Status)
}
