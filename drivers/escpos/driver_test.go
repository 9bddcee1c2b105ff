package escpos_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/escpos"
	"kioskd/drivers/escpos/escpossim"
	"kioskd/drivers/link"
)

// bench is a driver and a simulated printer at the two ends of a cable.
type bench struct {
	*testing.T
	*escpos.Driver
	printer *escpossim.Printer

	mu     sync.Mutex // guards states and words
	states []pay.Printer
	words  []string
}

func (b *bench) tell(p pay.Printer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.states = append(b.states, p)
}

func (b *bench) say(line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.words = append(b.words, fmt.Sprintf("%s %s", time.Now().Format("05.000"), line))
}

// now is the state as last told.
func (b *bench) now() pay.Printer {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.states) == 0 {
		return pay.Printer{}
	}
	return b.states[len(b.states)-1]
}

func straight(p link.Port) link.Port { return p }

// withPrinter runs a test in virtual time, with a printer that follows a script.
func withPrinter(t *testing.T, script string, o escpos.Options, test func(*bench)) {
	t.Helper()
	withCable(t, script, o, straight, test)
}

func withCable(t *testing.T, script string, o escpos.Options, bend func(link.Port) link.Port, test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		parsed, err := escpossim.ParseScript(script)
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{T: t}
		b.printer = escpossim.New(escpossim.Options{Script: parsed, Say: b.say})
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := b.printer.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		o.Tell = b.tell
		o.Link = link.OpenFunc("COM7", func(context.Context) (link.Link, error) {
			kiosk, other := link.Pipe()
			running.Go(func() { _ = b.printer.Serve(ctx, link.Start(other, 0)) })
			return link.Start(bend(kiosk), 0), nil
		})
		if b.Driver, err = escpos.New(o); err != nil {
			t.Fatal(err)
		}
		running.Go(func() {
			if err := b.Driver.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		test(b)
		cancel()
		running.Wait()
		if t.Failed() {
			t.Log("what happened:\n" + strings.Join(b.words, "\n"))
		}
	})
}

// script has more happen to the printer, and lets it happen.
func (b *bench) script(text string) {
	b.Helper()
	s, err := escpossim.ParseScript(text)
	if err == nil {
		err = b.printer.Extend(b.Context(), s)
	}
	if err != nil {
		b.Fatal(err)
	}
	synctest.Wait()
}

// sale is a receipt of 12,000 won.
func sale(t testing.TB) pay.Receipt {
	t.Helper()
	o, err := pay.NewOrder("0195938c-7e4a-7b6e-9d42-5f1c93d07a2b", pay.KRW, 10, []pay.Line{
		{Name: "아메리카노", Price: 4500, Quantity: 2, Tax: pay.Taxed}, {Name: "Caffè latte", Price: 3000, Quantity: 1, Tax: pay.Taxed},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := pay.ReceiptFor(pay.Store{Name: "나무 그늘 커피", BusinessNumber: "123-45-67890"}, pay.Payment{
		Key: o.Key, Order: o, Status: pay.Approved, Approval: &pay.Approval{Number: "30047211", Amount: o.Total, At: "2025-03-14T10:16:12", Card: pay.MaskCard("9410091234561234")},
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// whole counts the slips on the roll from which nothing is missing.
func (b *bench) whole() int {
	n := 0
	for _, s := range b.printer.Roll().Slips {
		if isWhole(escpossim.Text(s)) {
			n++
		}
	}
	return n
}

// isWhole reports whether a slip begins, ends and has what matters, once.
func isWhole(text string) bool {
	for _, want := range []string{"신용카드 매출전표", "10,910", "1,090", "12,000원", "30047211", "무서명 거래"} {
		if strings.Count(text, want) != 1 {
			return false
		}
	}
	return true
}

// print prints the sale.
func (b *bench) print() error {
	b.Helper()
	begun := time.Now()
	err := b.Print(b.Context(), sale(b), escpos.Wish{})
	if took := time.Since(begun); took > time.Minute {
		b.Errorf("it took %v", took)
	}
	return err
}

// mustPrint prints the sale, which must work.
func (b *bench) mustPrint() {
	b.Helper()
	before := b.whole()
	if err := b.print(); err != nil {
		b.Fatal(err)
	}
	if n := b.whole() - before; n != 1 {
		b.Errorf("%d whole slips came out:\n%s", n, b.printer.Roll())
	}
}
