package zvtsim

import (
	"fmt"

	"kioskd/agent/pay"
	"kioskd/drivers/zvt"
)

// mostCounted is the end of a group's count, which is one byte.
const mostCounted = 0xFF

// totals counts what stands since the last end of day.
func (p *pad) totals() zvt.Result {
	t := &zvt.TotalsRecord{First: "0000", Last: "0000"}
	var sum pay.Amount
	for i, e := range p.Books().Entries[min(p.memory.Day, len(p.Books().Entries)):] {
		if i == 0 {
			t.First = receiptOf(e)
		}
		t.Last = receiptOf(e)
		if e.Left() > 0 {
			t.Groups[0].Count = min(t.Groups[0].Count+1, mostCounted)
			sum += e.Left()
		}
	}
	t.Groups[0].Amount = sum
	return zvt.Result{Told: true, Amount: sum, Totals: t, Date: p.Now().Format("0102"), Time: p.Now().Format("150405")}
}

func (p *pad) tellTotals() {
	r := p.totals()
	data, err := r.MarshalBinary()
	if err != nil {
		p.Fail(err)
		return
	}
	p.tell(told{frame: zvt.Frame{Code: zvt.CodeResult, Data: data}, words: fmt.Sprintf("%d in %d payments", r.Amount, r.Totals.Groups[0].Count)})
}

// endDay hands in. What was handed in cannot be reversed any more.
func (p *pad) endDay() {
	p.respond(zvt.CodeGood)
	p.waiting(zvt.Waiting{Status: zvt.WaitDayEnds})
	p.tellTotals()
	if p.printsText(zvt.KioskPrintsAdmin) {
		p.dictate(printout{zvt.ReceiptAdmin, []string{"END OF DAY"}}, nil)
	}
	p.memory.Day = len(p.Books().Entries)
	if p.status == zvt.IDEndOfDay || p.status == zvt.IDJournalFull {
		p.status = 0
	}
	if p.Keep() {
		p.done()
	}
}

// printsText reports whether receipts of a sort are dictated to the kiosk.
func (p *pad) printsText(which zvt.Config) bool {
	return p.kiosk.Config&which != 0 && p.kiosk.Config&zvt.TextFromPad != 0
}
