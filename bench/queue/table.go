package main

import (
	"fmt"
	"strings"
)

// table is the header of a Markdown table.
type table []string

// rows is a table being written.
type rows struct{ strings.Builder }

func (t table) begin() *rows {
	r := &rows{}
	r.row(t...)
	r.row(strings.Split(strings.Repeat("--- ", len(t)-1)+"---", " ")...)
	return r
}

func (r *rows) row(cells ...string) {
	fmt.Fprintf(r, "| %s |\n", strings.Join(cells, " | "))
}

// count writes a rate with a comma for the thousands.
func count(f float64) string {
	n := int(f + 0.5)
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", count(float64(n/1000)), n%1000)
}

// times writes a ratio.
func times(f float64) string { return fmt.Sprintf("%.2f", f) }

// waits writes the two percentiles of a place.
func waits(b board, p place) string {
	return count(float64(b.p50(p).Microseconds())) + " / " + count(float64(b.p99(p).Microseconds()))
}
