package escpos_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/escpos"
	"kioskd/drivers/escpos/escpossim"
	"kioskd/drivers/link"
)

// kinds are the printers that every story is told with.
var kinds = map[string]struct {
	script   string
	settings map[string]string
}{
	"plain":      {"", nil},
	"names":      {"", map[string]string{"confirm": "process-id", "asb": "on"}},
	"simple":     {"simple on", nil},
	"slow motor": {"slow 50ms", map[string]string{"asb": "on"}},
}

// eachKind tells a story with every kind of printer.
func eachKind(t *testing.T, test func(*bench)) {
	t.Helper()
	for name, k := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			withPrinter(t, k.script, escpos.Options{Settings: k.settings}, test)
		})
	}
}

func TestPrint(t *testing.T) {
	t.Parallel()
	eachKind(t, func(b *bench) {
		b.mustPrint()
		b.mustPrint()
		if n := len(b.printer.Roll().Slips); n != 2 {
			b.Errorf("%d slips came out of two prints", n)
		}
		if p := b.now(); p != (pay.Printer{State: pay.PaperReady}) {
			b.Errorf("printer %+v", p)
		}
		for _, w := range b.words {
			if strings.Contains(w, "unknown command") {
				b.Error(w)
			}
		}
	})
}

func TestCopies(t *testing.T) {
	t.Parallel()
	withPrinter(t, "", escpos.Options{Copies: 2, Columns: 32}, func(b *bench) {
		if err := b.Print(b.Context(), sale(b), escpos.Wish{Language: "en", Reprint: true, Reference: "93D0 7A2B"}); err != nil {
			b.Fatal(err)
		}
		roll := b.printer.Roll()
		if len(roll.Slips) != 2 {
			b.Fatalf("%d slips", len(roll.Slips))
		}
		first, second := escpossim.Text(roll.Slips[0]), escpossim.Text(roll.Slips[1])
		if !strings.Contains(first, "Customer copy, Reprint") || !strings.Contains(second, "Merchant copy, Reprint") || !strings.Contains(first, "93D0 7A2B") {
			b.Errorf("copies:\n%s\n%s", first, second)
		}
	})
	withPrinter(t, "after 38 paper out", escpos.Options{Copies: 2}, func(b *bench) {
		if err := b.print(); !errors.Is(err, escpos.ErrCutOff) || !strings.Contains(err.Error(), "copy 2 of 2") || b.whole() != 1 {
			b.Errorf("%v with %d whole slips", err, b.whole())
		}
	})
}

// TestLatin: a font without Hangul prints English, accents and the euro sign.
func TestLatin(t *testing.T) {
	t.Parallel()
	withPrinter(t, "", escpos.Options{Characters: "latin"}, func(b *bench) {
		r := sale(b)
		r.Store.Name = "Café € 나"
		if err := b.Print(b.Context(), r, escpos.Wish{}); err != nil {
			b.Fatal(err)
		}
		text := b.printer.Roll().String()
		for _, want := range []string{"CARD RECEIPT", "Caffè latte", "Café € ?", "12,000 KRW"} {
			if !strings.Contains(text, want) {
				b.Errorf("%q is missing in\n%s", want, text)
			}
		}
	})
}

// TestNotReady: a printer that cannot print is sent nothing.
func TestNotReady(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]pay.Paper{
		"paper out": pay.PaperOut, "cover open": pay.CoverOpen, "switch off": pay.PrinterFault,
		"error cutter": pay.PrinterFault, "error broken": pay.PrinterFault, "error hot": pay.PrinterFault,
	} {
		eachKind(t, func(b *bench) {
			b.script(script)
			err := b.print()
			if !errors.Is(err, escpos.ErrNotBegun) || b.printer.Roll().String() != "" {
				b.Errorf("%s: %v, on paper %q", script, err, b.printer.Roll())
			}
			time.Sleep(3 * time.Second)
			if p := b.now(); p.State != want || p.Reason == "" {
				b.Errorf("%s: printer %+v", script, p)
			}
			b.script("paper in\ncover closed\nswitch on\nerror none")
			b.mustPrint()
		})
	}
}

// TestCutOff: a slip that broke off is known as such, what the printer still
// holds of it comes in front of no other, and the next print is whole.
func TestCutOff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ breaks, mended string }{
		"paper":  {"after 12 paper out", "paper in"},
		"cover":  {"after 12 cover open", "cover closed"},
		"cutter": {"after 5 error cutter", "error none"},
		"cable":  {"after 3 unplug 3s", "wait 10s"},
		"switch": {"after 9 switch off", "switch on"},
		"last":   {"after 20 paper out", "paper in"},
	} {
		eachKind(t, func(b *bench) {
			b.script(c.breaks)
			if err := b.print(); !errors.Is(err, escpos.ErrCutOff) && !(err == nil && b.whole() == 1) {
				b.Errorf("%s: %v", name, err)
			}
			b.script(c.mended)
			time.Sleep(20 * time.Second)
			if err := b.print(); err != nil {
				b.Fatal(name, err)
			}
			last := b.printer.Roll().Slips
			if text := escpossim.Text(last[len(last)-1]); !isWhole(text) {
				b.Errorf("%s: the last slip is not whole:\n%s", name, text)
			}
		})
	}
}

// TestHang: a printer that falls silent in the middle costs a bounded time.
func TestHang(t *testing.T) {
	t.Parallel()
	eachKind(t, func(b *bench) {
		b.script("after 10 hang on")
		if err := b.print(); !errors.Is(err, escpos.ErrCutOff) {
			b.Error(err)
		}
		time.Sleep(time.Second)
		if p := b.now(); p.State != pay.PrinterAway {
			b.Errorf("printer %+v", p)
		}
		begun := time.Now()
		if err := b.print(); !errors.Is(err, escpos.ErrNotBegun) || !errors.Is(err, pay.ErrPrinterAway) || time.Since(begun) > 0 {
			b.Errorf("%v after %v", err, time.Since(begun))
		}
		b.script("hang off")
		time.Sleep(20 * time.Second)
		b.mustPrint()
	})
}

// TestStale: the word about an earlier slip is not taken for the next one's.
func TestStale(t *testing.T) {
	t.Parallel()
	withPrinter(t, "simple on\nslow 1s", escpos.Options{Limits: escpos.Limits{Slip: 5 * time.Second}}, func(b *bench) {
		if err := b.print(); !errors.Is(err, escpos.ErrCutOff) {
			b.Error(err)
		}
		if err := b.print(); !errors.Is(err, escpos.ErrNotBegun) || !strings.Contains(err.Error(), "switch it off and on") {
			b.Error("while the earlier slip is coming out:", err)
		}
		time.Sleep(time.Minute)
		b.script("slow 0s")
		b.mustPrint()
	})
}

// TestNonsense: what answers with nonsense prints nothing, and is found again.
func TestNonsense(t *testing.T) {
	t.Parallel()
	eachKind(t, func(b *bench) {
		b.script("garbage on")
		if err := b.print(); !errors.Is(err, escpos.ErrNotBegun) {
			b.Error(err)
		}
		time.Sleep(5 * time.Second)
		if p := b.now(); p.State != pay.PrinterFault || !strings.Contains(p.Reason, "COM7") {
			b.Errorf("printer %+v", p)
		}
		b.script("garbage off")
		time.Sleep(20 * time.Second)
		b.mustPrint()
		b.script("after 5 garbage on")
		if err := b.print(); !errors.Is(err, escpos.ErrCutOff) {
			b.Error("nonsense in the middle:", err)
		}
	})
}

// TestToldAtOnce: with asb on, a change is told without a question.
func TestToldAtOnce(t *testing.T) {
	t.Parallel()
	withPrinter(t, "", escpos.Options{Settings: map[string]string{"asb": "on"}, Limits: escpos.Limits{Poll: time.Hour}}, func(b *bench) {
		for script, want := range map[string]pay.Paper{"paper low": pay.PaperLow, "cover open": pay.CoverOpen} {
			b.script(script)
			if p := b.now(); p.State != want {
				b.Errorf("%s: printer %+v", script, p)
			}
			b.script("paper in\ncover closed")
		}
	})
}

// TestPaperLowPrints: it is told, and no reason to print nothing.
func TestPaperLowPrints(t *testing.T) {
	t.Parallel()
	withPrinter(t, "paper low", escpos.Options{}, func(b *bench) {
		if p := b.now(); p.State != pay.PaperLow || !p.Prints() {
			b.Errorf("printer %+v", p)
		}
		b.mustPrint()
	})
}

func TestLook(t *testing.T) {
	t.Parallel()
	withPrinter(t, "", escpos.Options{}, func(b *bench) {
		b.script("paper out")
		if p, err := b.Look(b.Context()); err != nil || p.State != pay.PaperOut {
			b.Errorf("%+v, %v", p, err)
		}
		b.script("hang on")
		ctx, cancel := context.WithTimeout(b.Context(), 700*time.Millisecond)
		defer cancel()
		begun := time.Now()
		if _, err := b.Look(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) > 700*time.Millisecond {
			b.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// TestStop: a driver that is told to end while it prints does.
func TestStop(t *testing.T) {
	t.Parallel()
	withPrinter(t, "slow 1s", escpos.Options{}, func(b *bench) {
		ctx, cancel := context.WithTimeout(b.Context(), 2*time.Second)
		defer cancel()
		if err := b.Print(ctx, sale(b), escpos.Wish{}); !errors.Is(err, escpos.ErrCutOff) {
			b.Error(err)
		}
	})
}

// shears cuts the cable once so many bytes have gone out.
type shears struct {
	link.Port
	left int
}

func (s *shears) Write(p []byte) (int, error) {
	if s.left < len(p) {
		n, _ := s.Port.Write(p[:max(s.left, 0)])
		s.left = -1
		return n, errors.Join(errors.New("cut"), s.Port.Close())
	}
	s.left -= len(p)
	return s.Port.Write(p)
}

// TestCutAtEveryByte: wherever the cable is cut, "printed" is only said of a
// whole slip, "not begun" only of an empty paper, and the next print is whole.
func TestCutAtEveryByte(t *testing.T) {
	t.Parallel()
	for name, k := range kinds {
		if name == "slow motor" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for cut := 30; cut < 1200; cut += 1 + cut/40 {
				first := true
				bend := func(p link.Port) link.Port {
					if first {
						first = false
						return &shears{p, cut}
					}
					return p
				}
				withCable(t, k.script, escpos.Options{Settings: k.settings}, bend, func(b *bench) {
					err := b.print()
					synctest.Wait()
					switch paper := b.printer.Roll().String(); {
					case err == nil && b.whole() != 1:
						b.Errorf("cut at %d: printed, and on paper is\n%s", cut, paper)
					case errors.Is(err, escpos.ErrNotBegun) && paper != "":
						b.Errorf("cut at %d: %v, and on paper is\n%s", cut, err, paper)
					case err != nil && !errors.Is(err, escpos.ErrNotBegun) && !errors.Is(err, escpos.ErrCutOff):
						b.Errorf("cut at %d: %v", cut, err)
					}
					if err != nil { // otherwise the cable is still to be cut
						time.Sleep(20 * time.Second)
						b.mustPrint()
					}
				})
			}
		})
	}
}
