package slip

import (
	"fmt"
	"strings"

	"kioskd/agent/pay"
)

// Line is one line of a slip. Its text has no control characters and fits the
// paper: a large line is twice as wide as its text.
type Line struct {
	Text   string
	Strong bool
	Large  bool
}

// MinColumns is the narrowest paper that a slip fits on.
const MinColumns = 24

// Options say how a slip is to look.
type Options struct {
	Columns  int // characters of single width in a line, at least [MinColumns]
	Language Language
	Measure  Measure // nil means [EastAsian]

	StoreCopy bool   // for the shop, not for the customer
	Reprint   bool   // it was printed before
	Reference string // the short number that the screen showed, may be empty
}

// Write lays out a slip. It fails for one whose parts do not add up.
func Write(r pay.Receipt, o Options) ([]Line, error) {
	w, ok := languages[o.Language]
	if !ok {
		return nil, fmt.Errorf("write a slip: no language %q", o.Language)
	}
	if o.Columns < MinColumns {
		return nil, fmt.Errorf("write a slip: %d columns, want at least %d", o.Columns, MinColumns)
	}
	if err := r.Check(); err != nil {
		return nil, err
	}
	if o.Measure == nil {
		o.Measure = EastAsian
	}
	p := &page{Options: o, words: w, r: r}
	p.head()
	p.shop()
	p.goods()
	p.sums()
	p.payment()
	p.foot()
	return p.lines, nil
}

// page is a slip that is being written.
type page struct {
	Options
	words words
	r     pay.Receipt
	lines []Line
}

func (p *page) isVoid() bool { return p.r.Kind == "void" }

func (p *page) head() {
	w := p.words
	title, whose := w.sale, w.customer
	if p.isVoid() {
		title = w.void
	}
	if p.StoreCopy {
		whose = w.store
	}
	p.practice()
	p.heading(title)
	if p.Reprint {
		whose += ", " + w.reprint
	}
	p.center("(" + whose + ")")
	if p.r.Voided && !p.isVoid() {
		p.center("** " + w.takenBack + " **")
	}
	p.blank()
}

// practice marks a slip of test mode, at both ends, so that neither can be torn
// off.
func (p *page) practice() {
	if p.r.Test {
		p.center("*** " + p.words.test + " ***")
	}
}

func (p *page) shop() {
	s := p.r.Store
	p.strong(s.Name)
	p.fact(p.words.business, s.BusinessNumber)
	p.fact(p.words.representative, s.Representative)
	p.fact(p.words.address, s.Address)
	p.fact(p.words.phone, s.Phone)
	p.rule()
}

func (p *page) goods() {
	free := false
	for _, l := range p.r.Lines {
		name := l.Name
		if l.Tax == pay.TaxFree {
			name, free = name+" *", true
		}
		// The receipt was checked, so the sum is one that does not overflow.
		sum := l.Price * pay.Amount(l.Quantity)
		p.pair(name, fmt.Sprintf("%d x %s %s", l.Quantity, p.number(l.Price), p.right(p.signed(sum), 11)))
	}
	if free {
		p.text(p.words.taxFreeMark)
	}
	p.rule()
}

func (p *page) sums() {
	w, s := p.words, p.r.Split
	p.pair(w.supply, p.signed(s.Supply))
	p.pair(w.vat, p.signed(s.VAT))
	if s.TaxFree != 0 {
		p.pair(w.taxFree, p.signed(s.TaxFree))
	}
	if s.Service != 0 {
		p.pair(w.service, p.signed(s.Service))
	}
	name := w.total
	if p.isVoid() {
		name = w.refund
	}
	p.total(name, p.money(p.r.Total))
	p.rule()
}

func (p *page) payment() {
	w, r := p.words, p.r
	p.fact(w.issuer, r.Issuer.Name)
	p.fact(w.acquirer, r.Acquirer.Name)
	p.fact(w.card, r.Card.String())
	p.fact(w.kind, w.media[r.Medium])
	if r.Currency == pay.KRW {
		p.fact(w.instalment, w.instalments(r.Instalment))
	}
	p.strongFact(w.number, r.Number)
	p.fact(w.at, clock(r.At))
	p.fact(w.voidedAt, clock(r.VoidedAt))
	p.fact(w.voidNumber, r.VoidNumber)
	if !r.Voided && r.Refunded > 0 {
		p.fact(w.refunded, p.money(r.Refunded))
	}
	p.fact(w.merchant, r.Merchant)
	p.fact(w.device, r.Device)
	p.fact(w.reference, p.Reference)
	p.fact(w.key, string(r.Key))
	if !p.isVoid() && !r.Signature {
		p.center(w.noSignature)
	}
}

// foot ends with what the pad itself wants on the paper.
func (p *page) foot() {
	if len(p.r.Slip) > 0 {
		p.rule()
	}
	for _, l := range p.r.Slip {
		p.text(l)
	}
	p.practice()
}

// clock writes a pad's time as people do.
func clock(c pay.PadClock) string { return strings.Replace(string(c), "T", " ", 1) }
