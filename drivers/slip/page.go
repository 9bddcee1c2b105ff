package slip

import (
	"strings"

	"kioskd/agent/pay"
)

func (p *page) add(l Line) { p.lines = append(p.lines, l) }

func (p *page) blank() { p.add(Line{}) }

func (p *page) rule() { p.add(Line{Text: strings.Repeat("-", p.Columns)}) }

// text writes a text over as many lines as it needs.
func (p *page) text(s string) {
	for _, piece := range p.Measure.wrap(clean(s), p.Columns) {
		p.add(Line{Text: piece})
	}
}

func (p *page) strong(s string) {
	for _, piece := range p.Measure.wrap(clean(s), p.Columns) {
		p.add(Line{Text: piece, Strong: true})
	}
}

// center writes in the middle of the paper.
func (p *page) center(s string) {
	for _, piece := range p.Measure.wrap(clean(s), p.Columns) {
		p.add(Line{Text: p.indent(piece, p.Columns)})
	}
}

// heading is centered, and large where that fits on one line.
func (p *page) heading(s string) {
	s = clean(s)
	if p.Measure.of(s) <= p.Columns/2 {
		p.add(Line{Text: p.indent(s, p.Columns/2), Strong: true, Large: true})
		return
	}
	for _, piece := range p.Measure.wrap(s, p.Columns) {
		p.add(Line{Text: p.indent(piece, p.Columns), Strong: true})
	}
}

func (p *page) indent(s string, columns int) string {
	return strings.Repeat(" ", max(0, columns-p.Measure.of(s))/2) + s
}

// fact is a name and what it is; nothing when there is nothing to say.
func (p *page) fact(name, value string) {
	if value != "" {
		p.pair(name, value)
	}
}

func (p *page) strongFact(name, value string) {
	before := len(p.lines)
	p.fact(name, value)
	for i := range p.lines[before:] {
		p.lines[before+i].Strong = true
	}
}

// pair writes left and right on one line where both fit, and otherwise the right
// one below. A pair always ends in the line that the right one ends in.
func (p *page) pair(left, right string) {
	left, right = clean(left), clean(right)
	if gap := p.Columns - p.Measure.of(left) - p.Measure.of(right); gap > 0 {
		p.add(Line{Text: left + strings.Repeat(" ", gap) + right})
		return
	}
	p.text(left)
	if p.Measure.of(right) > p.Columns {
		p.text(right)
		return
	}
	p.add(Line{Text: p.right(right, p.Columns)})
}

// total is the one sum that everybody looks for.
func (p *page) total(name, sum string) {
	half := p.Columns / 2
	if gap := half - p.Measure.of(name) - p.Measure.of(sum); gap > 0 {
		p.add(Line{Text: name + strings.Repeat(" ", gap) + sum, Strong: true, Large: true})
		return
	}
	p.pair(name, sum)
	p.lines[len(p.lines)-1].Strong = true
}

// right puts a text at the end of so many columns.
func (p *page) right(s string, columns int) string {
	return strings.Repeat(" ", max(0, columns-p.Measure.of(s))) + s
}

// number writes an amount without its currency.
func (p *page) number(a pay.Amount) string {
	return strings.TrimSuffix(p.r.Currency.Format(a), " "+string(p.r.Currency))
}

// signed is the number of an amount that a void takes back.
func (p *page) signed(a pay.Amount) string {
	if p.isVoid() {
		a = -a
	}
	return p.number(a)
}

// money writes an amount with its currency, as the language does.
func (p *page) money(a pay.Amount) string {
	if p.r.Currency == pay.KRW && p.Language == Korean {
		return p.signed(a) + "원"
	}
	return p.signed(a) + " " + string(p.r.Currency)
}
