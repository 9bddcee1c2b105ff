package receipts

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/drivers/escpos/escpossim"
	"kioskd/drivers/link"
	"kioskd/ui"
)

// bench is receipts with a simulated printer on a loopback port.
type bench struct {
	*testing.T
	*Receipts
	printer *escpossim.Printer

	mu    sync.Mutex // guards books
	books map[pay.Key]pay.Payment
}

func open(t *testing.T, change func(*config.Printer)) *bench {
	t.Helper()
	b := &bench{T: t, printer: escpossim.New(escpossim.Options{}), books: map[pay.Key]pay.Payment{}}
	c := config.Default().Printer
	c.Port = b.listen()
	if change != nil {
		change(&c)
	}
	var err error
	b.Receipts, err = New(Options{Printer: c, Store: pay.Store{Name: "나무 그늘 커피"}, Test: true, Payment: b.payment, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	b.start(b.printer.Run)
	b.start(b.Receipts.Run)
	return b
}

// start runs something until the test ends.
func (b *bench) start(run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	b.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
}

// listen gives the printer a port.
func (b *bench) listen() string {
	l, err := ui.Listen("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.start(func(ctx context.Context) error {
		defer context.AfterFunc(ctx, func() { _ = l.Close() })() // which ends Accept
		for {
			conn, err := l.Accept()
			if err != nil {
				return nil //nolint:nilerr // it was closed
			}
			if err := b.printer.Serve(ctx, link.Start(conn, 0)); err != nil {
				return err
			}
		}
	})
	return "tcp://" + l.Addr().String()
}

func (b *bench) payment(_ context.Context, key pay.Key) (pay.Payment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.books[key]
	if !ok {
		return p, agent.FaultKey
	}
	return p, nil
}

// sold puts a payment into the books.
func (b *bench) sold(key pay.Key, status pay.Status) {
	b.Helper()
	o, err := pay.NewOrder(key, pay.KRW, 10, []pay.Line{{Name: "커피", Price: 4500, Quantity: 1, Tax: pay.Taxed}})
	if err != nil {
		b.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	p := pay.Payment{Key: key, Order: o, Status: status, Approval: &pay.Approval{Number: "30047211", Amount: o.Total}}
	if status == pay.Voided {
		p.Refunds = []pay.Refund{{Amount: o.Total, Split: o.Split, Number: "30047212"}}
	}
	b.books[key] = p
}

// gaveBack has a part of a payment gone back.
func (b *bench) gaveBack(key pay.Key, amount pay.Amount) {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.books[key]
	split, err := p.Order.Split.Part(p.Refunded(), amount)
	if err != nil {
		b.Fatal(err)
	}
	p.Refunds = append(slices.Clone(p.Refunds), pay.Refund{Part: len(p.Refunds) + 1, Amount: amount, Split: split, Number: "30047213"})
	b.books[key] = p
}

// await waits until the printer is shown as wanted.
func (b *bench) await(what string, want func(ui.Printer) bool) ui.Printer {
	b.Helper()
	for deadline := time.After(20 * time.Second); ; {
		p, changed := b.Printer()
		if want(p) {
			return p
		}
		select {
		case <-changed:
		case <-deadline:
			b.Fatalf("never %s: %+v, slip %+v", what, p, p.Slip)
		}
	}
}

func (b *bench) awaitState(s pay.Paper) {
	b.Helper()
	b.await(string(s), func(p ui.Printer) bool { return p.State == s })
}

func (b *bench) awaitSlip(key pay.Key, s ui.SlipState) {
	b.Helper()
	b.await(string(s), func(p ui.Printer) bool { return p.Slip != nil && p.Slip.Key == key && p.Slip.State == s })
}

func (b *bench) script(text string) {
	b.Helper()
	s, err := escpossim.ParseScript(text)
	if err == nil {
		err = b.printer.Extend(b.Context(), s)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// slips returns the text of each slip on the roll.
func (b *bench) slips() (all []string) {
	for _, s := range b.printer.Roll().Slips {
		all = append(all, escpossim.Text(s))
	}
	return all
}

// TestOnce: a slip comes out once, however often it is asked for; a reprint is
// marked as one.
func TestOnce(t *testing.T) {
	t.Parallel()
	b := open(t, nil)
	b.sold("order-1", pay.Approved)
	b.awaitState(pay.PaperReady)
	for range 5 {
		if err := b.Print(t.Context(), "order-1", ui.Wish{}); err != nil {
			t.Fatal(err)
		}
	}
	b.awaitSlip("order-1", ui.SlipPrinted)
	if err := b.Print(t.Context(), "order-1", ui.Wish{}); err != nil {
		t.Fatal(err)
	}
	if err := b.PrintNow(t.Context(), "order-1", ui.Wish{Again: true, Language: "en"}); err != nil {
		t.Fatal(err)
	}
	all := b.slips()
	if len(all) != 2 || strings.Contains(all[0], "재발행") || !strings.Contains(all[0], "30047211") || !strings.Contains(all[0], "연습 전표") {
		t.Fatalf("%d slips:\n%s", len(all), strings.Join(all, "\n"))
	}
	if !strings.Contains(all[1], "Reprint") || !strings.Contains(all[1], agent.Reference("order-1")) {
		t.Errorf("the reprint:\n%s", all[1])
	}
}

// TestKinds: a sale that was taken back has both slips, another only its own.
func TestKinds(t *testing.T) {
	t.Parallel()
	b := open(t, nil)
	b.sold("order-1", pay.Voided)
	b.sold("order-2", pay.Approved)
	b.sold("order-3", pay.Uncertain)
	b.awaitState(pay.PaperReady)
	for _, kind := range []string{"", "sale"} {
		if err := b.PrintNow(t.Context(), "order-1", ui.Wish{Kind: kind}); err != nil {
			t.Fatal(err)
		}
	}
	if all := b.slips(); len(all) != 2 || !strings.Contains(all[0], "신용카드 취소전표") || !strings.Contains(all[0], "-4,500") || !strings.Contains(all[1], "취소되었습니다") {
		t.Errorf("slips:\n%s", strings.Join(all, "\n"))
	}
	for key, kind := range map[pay.Key]string{"order-2": "void", "order-3": ""} {
		if err := b.Print(t.Context(), key, ui.Wish{Kind: kind}); !errors.Is(err, agent.FaultNoSlip) {
			t.Errorf("%s: %v", key, err)
		}
	}
	if err := b.Print(t.Context(), "order-4", ui.Wish{}); !errors.Is(err, agent.FaultKey) {
		t.Errorf("an unknown key: %v", err)
	}
}

// TestRefunds: each refund of a part has a slip of its own, which is printed once
// by itself, and whichever is asked for is printed again.
func TestRefunds(t *testing.T) {
	t.Parallel()
	b := open(t, nil)
	b.sold("order-1", pay.Approved)
	b.awaitState(pay.PaperReady)
	for _, back := range []pay.Amount{1100, 2200} {
		b.gaveBack("order-1", back)
		if err := b.PrintNow(t.Context(), "order-1", ui.Wish{Kind: "void"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.PrintNow(t.Context(), "order-1", ui.Wish{Kind: "void", Refund: 1, Again: true}); err != nil {
		t.Fatal(err)
	}
	all := b.slips()
	if len(all) != 3 || !strings.Contains(all[0], "-1,100") || !strings.Contains(all[1], "-2,200") || !strings.Contains(all[2], "-1,100") || !strings.Contains(all[2], "재발행") {
		t.Errorf("%d slips:\n%s", len(all), strings.Join(all, "\n"))
	}
	if err := b.Print(t.Context(), "order-1", ui.Wish{Kind: "void", Refund: 3}); !errors.Is(err, agent.FaultNoSlip) || !strings.Contains(err.Error(), "has had 2 refunds") {
		t.Error(err)
	}
}

// TestCutOff: a slip that broke off is shown as such, and is printed again when
// it is asked for again, marked as a reprint.
func TestCutOff(t *testing.T) {
	t.Parallel()
	b := open(t, nil)
	b.sold("order-1", pay.Approved)
	b.awaitState(pay.PaperReady)
	b.script("after 6 paper out")
	if err := b.PrintNow(t.Context(), "order-1", ui.Wish{}); !errors.Is(err, agent.FaultSlip) || !strings.Contains(err.Error(), "no paper") {
		t.Error(err)
	}
	b.awaitSlip("order-1", ui.SlipCutOff)
	b.awaitState(pay.PaperOut)
	if err := b.Print(t.Context(), "order-1", ui.Wish{}); !errors.Is(err, agent.FaultPrinter) {
		t.Error(err)
	}
	b.awaitSlip("order-1", ui.SlipCutOff)
	b.script("paper in")
	b.awaitState(pay.PaperReady)
	if err := b.Print(t.Context(), "order-1", ui.Wish{}); err != nil {
		t.Fatal(err)
	}
	b.awaitSlip("order-1", ui.SlipPrinted)
	if all := b.slips(); len(all) != 2 || !strings.Contains(all[1], "재발행") || !strings.Contains(all[1], "30047211") {
		t.Errorf("slips:\n%s", strings.Join(all, "\n"))
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	b := open(t, func(c *config.Printer) { c.Required = true })
	if err := b.Ready(t.Context()); err != nil && !errors.Is(err, agent.FaultPrinter) {
		t.Error(err)
	}
	b.awaitState(pay.PaperReady)
	if err := b.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	b.script("paper out")
	if err := b.Ready(t.Context()); !errors.Is(err, agent.FaultPrinter) || !strings.Contains(err.Error(), "no paper") {
		t.Error("without paper:", err)
	}
	b.script("paper in\nhang on")
	begun := time.Now()
	if err := b.Ready(t.Context()); !errors.Is(err, agent.FaultPrinter) || time.Since(begun) > 3*time.Second {
		t.Errorf("a printer that hangs: %v after %v", err, time.Since(begun))
	}
	free := open(t, nil)
	if err := free.Ready(t.Context()); err != nil {
		t.Error("where paper is not required:", err)
	}
}

// views shows what a test puts in.
type views struct{ next chan agent.View }

func (v views) View() agent.View { return agent.View{} }
func (v views) Wait(ctx context.Context, _ uint64) (agent.View, error) {
	select {
	case n := <-v.next:
		return n, nil
	case <-ctx.Done():
		return agent.View{}, ctx.Err()
	}
}

// TestFollow: each sale and each void is printed once by itself.
func TestFollow(t *testing.T) {
	t.Parallel()
	b := open(t, nil)
	v := views{make(chan agent.View)}
	b.start(func(ctx context.Context) error { return b.Follow(ctx, v) })
	b.awaitState(pay.PaperReady)
	show := func(s agent.State, kind string) {
		v.next <- agent.View{State: s, Payment: &agent.PaymentView{Key: "order-1", Receipt: &pay.Receipt{Kind: kind}}}
	}
	b.sold("order-1", pay.Approved)
	v.next <- agent.View{State: agent.Authorizing, Payment: &agent.PaymentView{Key: "order-1"}}
	show(agent.Approved, "sale")
	b.awaitSlip("order-1", ui.SlipPrinted)
	show(agent.Approved, "sale")
	b.sold("order-1", pay.Voided)
	show(agent.Voided, "void")
	b.await("void", func(p ui.Printer) bool { return p.Slip.Kind == "void" && p.Slip.State == ui.SlipPrinted })
	if all := b.slips(); len(all) != 2 {
		t.Errorf("%d slips", len(all))
	}
}

func TestBadOptions(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]config.Printer{"printer.port": {Port: "carrier-pigeon"}, "columns 40": {Port: "tcp://127.0.0.1:9", Columns: 40}} {
		if _, err := New(Options{Printer: p}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
