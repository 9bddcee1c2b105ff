package smartro

import (
	"testing"

	"kioskd/agent/pay"
)

// kakaoPay is the data of a KakaoPay approval by a barcode.
func kakaoPay(barcode string) []byte {
	a := sale()
	a.Type, a.Medium, a.Card, a.Barcode = KakaoMoney, byBarcode, pay.Card{}, barcode
	data, err := Result{Approved: a}.MarshalBinary()
	if err != nil {
		panic(err)
	}
	return data
}

// TestBarcode: the tail of a barcode is kept for KakaoPay alone, and never what
// could be the number of a card.
func TestBarcode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name          string
		change        func([]byte)
		barcode, card string
	}{
		{"a barcode", func([]byte) {}, "2810061234567890", ""},
		{"another payment", func(d []byte) { d[0] = '8' }, "", "281006******7890"},
		{"a card", func(d []byte) { d[1] = '3' }, "", "281006******7890"},
		{"masked", func(d []byte) { copy(d[12:], "****") }, "", "281006******7890"},
		{"like a card", func(d []byte) { copy(d[6:], "4111111111111111") }, "", "411111******1111"},
		{"like a newer card", func(d []byte) { copy(d[6:], "2223000048400011") }, "", "222300******0011"},
	} {
		data := kakaoPay("2810061234567890")
		test.change(data)
		var r Result
		if err := r.UnmarshalBinary(data); err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		a := r.Approved.Approval()
		if a.Driver["barcode"] != test.barcode || a.Card.String() != test.card {
			t.Errorf("%s: barcode %q and card %v, want %q and %q", test.name, a.Driver["barcode"], a.Card, test.barcode, test.card)
		}
	}
}
