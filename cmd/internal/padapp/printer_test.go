package padapp

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/escpos"
	"kioskd/drivers/link"
)

// TestPrinter prints over a real line, which a script cuts, and reads the paper.
func TestPrinter(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"tcp://127.0.0.1:0", "pty"} {
		if listen == "pty" && runtime.GOOS != "linux" {
			continue
		}
		png := filepath.Join(t.TempDir(), "slip.png")
		app, _ := startApp(t, Config{Driver: "escpos", Listen: listen, PNG: png})
		states := make(chan pay.Printer, 10)
		way, err := link.Parse(app.Address())
		if err != nil {
			t.Fatal(err)
		}
		d, err := escpos.New(escpos.Options{Link: way, Tell: func(p pay.Printer) { states <- p }})
		if err != nil {
			t.Fatal(err)
		}
		start(t, d.Run)
		awaitPrinter(t, states, pay.PaperReady)
		if err := app.Extend(t.Context(), "unplug 300ms"); err != nil {
			t.Fatal(err)
		}
		awaitPrinter(t, states, pay.PrinterAway)
		awaitPrinter(t, states, pay.PaperReady)
		r := pay.Receipt{Key: "order-1", Kind: "sale", Currency: pay.KRW, Number: "30047211", Total: 100,
			Lines: []pay.Line{{Name: "껌", Price: 100, Quantity: 1}}, Split: pay.Split{TaxFree: 100}}
		if err := d.Print(t.Context(), r, escpos.Wish{}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(strings.TrimSuffix(png, ".png") + ".txt")
		if err != nil || !strings.Contains(string(text), "30047211") || !strings.Contains(string(text), "껌") {
			t.Errorf("%s: on paper %q, %v", listen, text, err)
		}
		if head, err := os.ReadFile(png); err != nil || !strings.HasPrefix(string(head), "\x89PNG") {
			t.Errorf("%s: picture of %d bytes, %v", listen, len(head), err)
		}
		if app.Ledger().Entries != nil {
			t.Error("a printer has a ledger")
		}
	}
}

func awaitPrinter(t *testing.T, states <-chan pay.Printer, want pay.Paper) {
	t.Helper()
	for deadline := time.After(20 * time.Second); ; {
		select {
		case p := <-states:
			if p.State == want {
				return
			}
		case <-deadline:
			t.Fatalf("the printer never came to be %s", want)
		}
	}
}
