package zvtsim

import (
	"fmt"

	"kioskd/agent/pay"
	"kioskd/drivers/zvt"
)

// printout is a receipt as the pad dictates it.
type printout struct {
	kind  zvt.ReceiptKind
	lines []string
}

// receipt is what the pad wants on paper.
func (p *pad) receipt(kind zvt.ReceiptKind) printout {
	title := map[zvt.ReceiptKind]string{zvt.ReceiptMerchant: "HÄNDLERBELEG", zvt.ReceiptCustomer: "KUNDENBELEG"}[kind]
	r := p.deal.result
	what := "Kartenzahlung"
	if r.Reversal() {
		what = "Storno"
	}
	return printout{kind, []string{
		title, what, r.CardName + " " + r.Card.String(),
		"Terminal-ID " + r.Terminal, "Beleg-Nr. " + r.Receipt + " Trace " + r.Trace,
		"Betrag " + pay.EUR.Format(r.Amount), "Zahlung erfolgt",
	}}
}

// dictate has the kiosk print, and goes on when all of it was taken. A kiosk that
// cannot print does not get the money.
func (p *pad) dictate(out printout, then func()) {
	frames, err := p.frames(out)
	if err != nil {
		p.Fail(err)
		return
	}
	for i, f := range frames {
		last := i == len(frames)-1
		p.tell(told{frame: f, words: fmt.Sprintf("%d of %d", i+1, len(frames)), lost: p.reverse, answer: func(f zvt.Frame) {
			if _, no := f.Code.Refuses(); no {
				p.reverse()
			} else if last && then != nil {
				then()
			}
		}})
	}
}

// frames are the lines of a receipt: in blocks of a few where the kiosk takes
// them, otherwise one by one.
func (p *pad) frames(out printout) (all []zvt.Frame, err error) {
	charset := p.kiosk.Charset()
	var lines []zvt.PrintLine
	for i, text := range out.lines {
		b, err := charset.Encode(text)
		if err != nil {
			return nil, err
		}
		l := zvt.PrintLine{Text: b}
		if i == 0 {
			l.Attribute = zvt.AttrCentred
		}
		lines = append(lines, l)
	}
	lines = append(lines, zvt.PrintLine{Attribute: zvt.AttrLast})
	if p.kiosk.Blocks() {
		return blocks(out.kind, lines)
	}
	for _, l := range lines {
		data, err := l.MarshalBinary()
		if err != nil {
			return nil, err
		}
		all = append(all, zvt.Frame{Code: zvt.CodePrintLine, Data: data})
	}
	return all, nil
}

// blocks cuts a receipt in two, as long ones are.
func blocks(kind zvt.ReceiptKind, lines []zvt.PrintLine) (all []zvt.Frame, err error) {
	half := len(lines) / 2
	for _, part := range [][]zvt.PrintLine{lines[:half], lines[half:]} {
		data, err := zvt.PrintBlock{Kind: kind, Lines: part}.MarshalBinary()
		if err != nil {
			return nil, err
		}
		all = append(all, zvt.Frame{Code: zvt.CodePrintBlock, Data: data})
	}
	return all, nil
}
