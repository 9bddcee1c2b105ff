package agent

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// TestWordsSurvive writes the richest words into the journal's language and
// reads them back.
func TestWordsSurvive(t *testing.T) {
	a := pay.Approval{
		Ref: "471199/87654321", Number: "87654321", Currency: pay.KRW, Amount: 11000, VAT: 1000, Service: 10, Instalment: 3,
		At: "2025-03-14T10:16:12", Method: "credit", Medium: pay.Chip, Card: pay.MaskCard("9410091234567890"),
		Issuer: pay.Party{Code: "0100", Name: "시험카드"}, Acquirer: pay.Party{Code: "0200", Name: "시험매입"},
		Merchant: "99000", Device: "9900000001", Offline: true, Slip: []string{"PAID"},
		Driver: map[string]string{"type": "1"},
	}
	if diff := cmp.Diff(a, *payApproval(*wireApproval(a)), cmp.Comparer(func(x, y pay.Card) bool { return x == y })); diff != "" {
		t.Errorf("approval (-want +got)\n%s", diff)
	}
	o, err := pay.NewOrder("order-1", pay.EUR, 19, []pay.Line{{Item: "i", Name: "Tee", Price: 250, Quantity: 3, Tax: pay.Taxed}, {Item: "j", Name: "Buch", Price: 990, Quantity: 1, Tax: pay.TaxFree}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(o, payOrder(*WireOrder(o))); diff != "" {
		t.Errorf("order (-want +got)\n%s", diff)
	}
	c := pay.ChargeFor(o, 2, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if diff := cmp.Diff(c, *payCharge(c.Key, c.Attempt, *wireCharge(c))); diff != "" {
		t.Errorf("charge (-want +got)\n%s", diff)
	}
	m := pay.Mark{Ref: "r", Number: "n", Amount: 5, At: "2025-03-14T10:16:12"}
	if diff := cmp.Diff(m, payMark(*wireMark(m))); diff != "" {
		t.Errorf("mark (-want +got)\n%s", diff)
	}
}

// TestFoldKeepsTheTestMark: one fact of test mode marks the payment for ever.
func TestFoldKeepsTheTestMark(t *testing.T) {
	for _, marks := range [][]bool{{true, false}, {false, true}, {false, false}} {
		var facts []queue.Fact
		for i, mark := range marks {
			body, err := json.Marshal(wire.Body{Version: wire.BodyVersion, Test: mark, Reason: "lost"})
			if err != nil {
				t.Fatal(err)
			}
			facts = append(facts, queue.Fact{Seq: uint64(i + 1), Kind: wire.KindUnknown, Key: "order-1", Body: body})
		}
		p, err := Fold(facts)
		if want := marks[0] || marks[1]; err != nil || p.Test != want {
			t.Errorf("%v: test %v, %v", marks, p.Test, err)
		}
	}
}

// TestFoldRefusesNonsense: facts that lack their part are errors, not zeros.
func TestFoldRefusesNonsense(t *testing.T) {
	for _, kind := range []string{
		wire.KindOrdered, wire.KindStarted, wire.KindOffered, wire.KindLate, wire.KindApproved,
		wire.KindMismatch, wire.KindDeclined, wire.KindVoiding,
	} {
		if _, err := Fold([]queue.Fact{{Seq: 1, Kind: kind, Key: "order-1", Body: []byte(`{"v":1}`)}}); err == nil {
			t.Errorf("an empty %s was read as a payment", kind)
		}
	}
	if _, err := Fold([]queue.Fact{{Kind: wire.KindDeclined, Body: []byte("{")}}); err == nil {
		t.Error("half a JSON object was read")
	}
}

// TestFoldKeepsUnknownKinds: a fact of a later version changes nothing here.
func TestFoldKeepsUnknownKinds(t *testing.T) {
	p, err := Fold([]queue.Fact{{Kind: "from-the-future", Key: "order-1", Body: []byte(`{"v":9}`)}})
	if err != nil || p.Status != "" || p.Key != "order-1" {
		t.Errorf("got %+v, %v", p, err)
	}
}

// FuzzFold feeds the books with anything that a damaged journal might hold.
func FuzzFold(f *testing.F) {
	for _, kind := range []string{wire.KindOrdered, wire.KindStarted, wire.KindApproved, wire.KindVoiding} {
		f.Add(kind, []byte(`{"v":1,"order":{},"charge":{},"mark":{},"approval":{"card":"941009******1234"},"void":{}}`))
	}
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		p, err := Fold([]queue.Fact{{Seq: 1, Kind: kind, Key: "order-1", Body: body}})
		if err != nil {
			return
		}
		if _, err := json.Marshal(p); err != nil {
			t.Errorf("folded into something that cannot be written: %v", err)
		}
	})
}
