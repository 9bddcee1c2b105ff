package ui_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// openWithPaper is open with a printer that does as told.
func openWithPaper(t *testing.T) (door, *fake.Paper) {
	t.Helper()
	told, paper := fake.New(), fake.NewPaper()
	return serve(t, ui.Options{Agent: told, Paper: paper}), paper
}

// TestPrinterInView: a view says how the printer is, and follows it as well.
func TestPrinterInView(t *testing.T) {
	t.Parallel()
	d, paper := openWithPaper(t)
	v := read[ui.View](t, d.ask("GET", "/api/v1/view", ""), 200)
	if v.Printer == nil || v.Printer.State != pay.PaperReady || v.State != agent.Idle {
		t.Errorf("the view is %+v, printer %+v", v, v.Printer)
	}
	page := d.listen()
	first := page.next()
	paper.Show(ui.Printer{State: pay.PaperOut, Reason: "no paper", Required: true})
	second := page.nextWhole()
	if second.Seq <= first.Seq || second.Printer.State != pay.PaperOut || !second.Printer.Required {
		t.Errorf("after view %d came %d, printer %+v", first.Seq, second.Seq, second.Printer)
	}
	d.agent.Show(agent.View{State: agent.Preparing})
	if third := page.nextWhole(); third.Seq <= second.Seq || third.State != agent.Preparing || third.Printer.State != pay.PaperOut {
		t.Errorf("then came %+v", third)
	}
}

// TestNoPrinterInView: without a printer a view says nothing of one.
func TestNoPrinterInView(t *testing.T) {
	t.Parallel()
	d := open(t)
	if v := read[ui.View](t, d.ask("GET", "/api/v1/view", ""), 200); v.Printer != nil {
		t.Errorf("printer %+v", v.Printer)
	}
	if p := refused(t, d.ask("POST", "/api/v1/payments/order-1/receipt", "{}"), 503); p.Fault != agent.FaultNoPrinter.Number {
		t.Errorf("fault %d", p.Fault)
	}
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	d, paper := openWithPaper(t)
	if got := d.ask("POST", "/api/v1/payments/order-1/receipt", `{"kind":"void","language":"en","again":true}`).StatusCode; got != 202 {
		t.Errorf("status %d", got)
	}
	if diff := cmp.Diff([]string{"order-1 {void en true 0}"}, paper.Heard()); diff != "" {
		t.Errorf("asked for (-want +got)\n%s", diff)
	}
	for _, bad := range []string{`{"kind":"copy"}`, `{"language":"xx"}`, `{"copies":9}`, `{"refund":1}`, `{"kind":"void","refund":-1}`, ``} {
		answer := d.ask("POST", "/api/v1/payments/order-1/receipt", bad, header("Content-Type", "application/json"))
		refused(t, answer, 400)
	}
	for fault, status := range map[*agent.Fault]int{
		agent.FaultPrinter: 503, agent.FaultNoPrinter: 503, agent.FaultNoSlip: 409, agent.FaultSlip: 409, agent.FaultKey: 404,
	} {
		paper.Refuse(fault)
		if p := refused(t, d.ask("POST", "/api/v1/payments/order-1/receipt", "{}"), status); p.Fault != fault.Number {
			t.Errorf("fault %d, want %d", p.Fault, fault.Number)
		}
	}
}
