package slip_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kioskd/agent/pay"
	"kioskd/drivers/slip"
)

var rewrite = flag.Bool("rewrite", false, "write the slips in testdata anew")

func shop() pay.Store {
	return pay.Store{
		ID: "s1", Name: "나무 그늘 커피", BusinessNumber: "123-45-67890", Representative: "홍길동",
		Address: "서울특별시 중구 세종대로 110, 지하 1층 12호", Phone: "02-000-0000",
	}
}

// paid is a payment with everything that a slip can say.
func paid(t testing.TB, currency pay.Currency, lines ...pay.Line) pay.Payment {
	t.Helper()
	o, err := pay.NewOrder("0195938c-7e4a-7b6e-9d42-5f1c93d07a2b", currency, 10, lines)
	if err != nil {
		t.Fatal(err)
	}
	return pay.Payment{Key: o.Key, Order: o, Status: pay.Approved, Approval: &pay.Approval{
		Ref: "r1", Number: "30047211", Currency: currency, Amount: o.Total, At: "2025-03-14T10:16:12", Medium: pay.Chip,
		Card: pay.MaskCard("9410091234561234"), Issuer: pay.Party{Name: "하나카드"}, Acquirer: pay.Party{Name: "비씨카드"},
		Merchant: "00912345678", Device: "9900000001",
	}}
}

func coffee(t testing.TB) pay.Payment {
	return paid(t, pay.KRW,
		pay.Line{Name: "아메리카노", Price: 4500, Quantity: 2, Tax: pay.Taxed},
		pay.Line{Name: "아이스 바닐라 라떼 (디카페인, 샷 추가, 우유를 귀리 음료로)", Price: 6300, Quantity: 1, Tax: pay.Taxed},
		pay.Line{Name: "원두 200g", Price: 15000, Quantity: 12, Tax: pay.TaxFree})
}

func receipt(t testing.TB, p pay.Payment, test bool) pay.Receipt {
	t.Helper()
	r, err := pay.ReceiptFor(shop(), p, test)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// picture draws lines as text: large ones with a space after each character.
func picture(lines []slip.Line) string {
	var b strings.Builder
	for _, l := range lines {
		mark := " "
		switch {
		case l.Large:
			mark = "#"
		case l.Strong:
			mark = "!"
		}
		b.WriteString(strings.TrimRight(mark+"|"+l.Text, " ") + "\n")
	}
	return b.String()
}

// TestSlips compares whole slips with files; -rewrite writes them.
func TestSlips(t *testing.T) {
	t.Parallel()
	sale := receipt(t, coffee(t), false)
	back := coffee(t)
	back.Status, back.Refunds = pay.Voided, []pay.Refund{{Amount: back.Order.Total, Split: back.Order.Split, Pad: "2025-03-14T10:31:00"}}
	void := receipt(t, back, false)
	euro := paid(t, pay.EUR, pay.Line{Name: "Crème brûlée", Price: 595, Quantity: 2, Tax: pay.Taxed})
	euro.Approval.Slip = []string{"AID: A0000000041010", "TVR: 0000008000   ARQC"}
	for name, c := range map[string]struct {
		r pay.Receipt
		o slip.Options
	}{
		"sale-42-ko":          {sale, slip.Options{Columns: 42, Language: slip.Korean, Reference: "93D0 7A2B"}},
		"sale-32-ko":          {sale, slip.Options{Columns: 32, Language: slip.Korean, Reference: "93D0 7A2B"}},
		"sale-48-en":          {sale, slip.Options{Columns: 48, Language: slip.English, StoreCopy: true}},
		"sale-test-ko":        {receipt(t, coffee(t), true), slip.Options{Columns: 42, Language: slip.Korean}},
		"void-42-ko":          {void, slip.Options{Columns: 42, Language: slip.Korean, Reprint: true}},
		"void-42-en":          {void, slip.Options{Columns: 42, Language: slip.English}},
		"sale-taken-back-42":  {void.Sale(), slip.Options{Columns: 42, Language: slip.Korean, Reprint: true}},
		"sale-euro-pad-lines": {receipt(t, euro, false), slip.Options{Columns: 42, Language: slip.English}},
	} {
		lines, err := slip.Write(c.r, c.o)
		if err != nil {
			t.Fatal(err)
		}
		path, got := filepath.Join("testdata", name+".txt"), picture(lines)
		if *rewrite {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// TestFits: whatever shops and goods are called, no line is wider than the paper
// and none carries a control character; nothing that matters is lost.
func TestFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		columns := rapid.IntRange(slip.MinColumns, 64).Draw(rt, "columns")
		p := paid(t, pay.KRW, pay.Line{
			Name:  "x" + rapid.String().Draw(rt, "name"),
			Price: pay.Amount(rapid.Int64Range(1, 9_999_999).Draw(rt, "price")), Quantity: rapid.IntRange(1, 999).Draw(rt, "quantity"), Tax: pay.Taxed,
		})
		r := receipt(t, p, rapid.Bool().Draw(rt, "test"))
		r.Store.Name, r.Store.Address = rapid.String().Draw(rt, "store"), rapid.String().Draw(rt, "address")
		lines, err := slip.Write(r, slip.Options{Columns: columns, Language: rapid.SampledFrom([]slip.Language{slip.Korean, slip.English}).Draw(rt, "language")})
		if err != nil {
			rt.Fatal(err)
		}
		for _, l := range lines {
			width := 0
			for _, c := range l.Text {
				width += slip.EastAsian(c)
				if c < ' ' || c == 0x7F {
					rt.Errorf("control character %#x in %q", c, l.Text)
				}
			}
			if l.Large {
				width *= 2
			}
			if width > columns {
				rt.Errorf("%d columns on paper of %d: %q", width, columns, l.Text)
			}
		}
		if text := picture(lines); !strings.Contains(text, r.Number) || !strings.Contains(text, r.Currency.Format(r.Split.VAT)[:len(r.Currency.Format(r.Split.VAT))-4]) {
			rt.Errorf("approval number or VAT is missing:\n%s", text)
		}
	})
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	good := receipt(t, coffee(t), false)
	wrongSum, wrongPart := good, good
	wrongSum.Total++
	wrongPart.Split.VAT++
	for want, c := range map[string]struct {
		r pay.Receipt
		o slip.Options
	}{
		"the total is 195301": {wrongSum, slip.Options{Columns: 42, Language: slip.Korean}},
		"parts to 195301":     {wrongPart, slip.Options{Columns: 42, Language: slip.Korean}},
		`no language "xx"`:    {good, slip.Options{Columns: 42, Language: "xx"}},
		"at least 24":         {good, slip.Options{Columns: 10, Language: slip.Korean}},
	} {
		if lines, err := slip.Write(c.r, c.o); err == nil || !strings.Contains(err.Error(), want) || lines != nil {
			t.Errorf("%d lines, error %v, want %q", len(lines), err, want)
		}
	}
}

// TestSingleLetters: Hangul that came letter by letter is printed in syllables.
func TestSingleLetters(t *testing.T) {
	t.Parallel()
	p := paid(t, pay.KRW, pay.Line{Name: "\u1112\u1161\u11ab\u1100\u1173\u11af", Price: 100, Quantity: 1, Tax: pay.Taxed})
	lines, err := slip.Write(receipt(t, p, false), slip.Options{Columns: 42, Language: slip.Korean})
	if err != nil || !strings.Contains(picture(lines), "한글 ") {
		t.Errorf("%v\n%s", err, picture(lines))
	}
}
