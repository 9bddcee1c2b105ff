package zvt

import (
	"bytes"
	"encoding"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

// message is a message that can be read and written.
type message interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// TestMessages: what the golden frames say, and that it is written again so that
// it says the same.
func TestMessages(t *testing.T) {
	t.Parallel()
	card := pay.MaskCard("990000******0042")
	for prefix, c := range map[string]struct{ got, want message }{
		"z01": {&Registration{}, &Registration{Password: "000000", Config: 0xBE, Currency: pay.EUR, TLV: true}},
		"z03": {&Completion{}, &Completion{Terminal: "99000001", Currency: pay.EUR}},
		"z06": {&Waiting{}, &Waiting{Status: WaitInsertCard}},
		"z07": {&Waiting{}, &Waiting{Status: WaitInsertCard, Minutes: 2, Lines: []string{"Insert card", "12.34 EUR"}}},
		"z08": {&Result{}, &Result{
			Told: true, Amount: 1234, Currency: pay.EUR, Terminal: "99000001", Receipt: "0007", Trace: "000042",
			Turnover: "000007", Date: "0314", Time: "101530", Authorised: "123456", Contract: "9900000000001",
			Card: card, CardName: "girocard", CardType: 5, Payment: PaidWithPIN,
		}},
		"z09": {&Result{}, &Result{Told: true, ID: 0x78, Terminal: "99000001", Currency: pay.EUR}},
		"z11": {&Aborted{}, &Aborted{ID: 0x78}},
		"z19": {&Health{}, &Health{ID: IDEndOfDay}},
		"z23": {&PrintLine{}, &PrintLine{Attribute: AttrCentred, Text: []byte("SAMPLE RECEIPT")}},
		"z24": {&PrintBlock{}, &PrintBlock{Kind: ReceiptCustomer, Lines: []PrintLine{
			{AttrCentred, []byte("SAMPLE")}, {0, []byte("Total EUR 12.34")}, {Attribute: AttrLast},
		}}},
	} {
		f := vectorNamed(t, prefix)
		if err := c.got.UnmarshalBinary(f.Data); err != nil {
			t.Errorf("%s: %v", prefix, err)
			continue
		}
		same := cmp.AllowUnexported(pay.Card{})
		if diff := cmp.Diff(c.want, c.got, same); diff != "" {
			t.Errorf("%s (-want +got)\n%s", prefix, diff)
		}
		raw, err := c.got.MarshalBinary()
		if err == nil {
			err = c.got.UnmarshalBinary(raw)
		}
		if diff := cmp.Diff(c.want, c.got, same); diff != "" || err != nil {
			t.Errorf("%s written and read again: %v (-want +got)\n%s", prefix, err, diff)
		}
	}
}

// TestRequests: the requests that the driver makes are the golden ones.
func TestRequests(t *testing.T) {
	t.Parallel()
	const password = "000000"
	type made struct {
		f   Frame
		err error
	}
	of := func(f Frame, err error) made { return made{f, err} }
	for prefix, got := range map[string]made{
		"z13": of(refund(password, 500, pay.EUR)),
		"z12": of(reversal(password, "0007", 1234, pay.EUR)),
		"z04": of(authorization(1234, pay.EUR)),
		"z05": of(authorization(1010, pay.EUR)),
		"z14": of(Request{Code: CodeEndOfDay, Password: password}.Frame()),
		"z15": of(withService(CodeRepeat, password, RepeatWithResult|RepeatUnprinted)),
		"z16": of(Request{Code: CodeLogOff}.Frame()),
		"z17": of(Request{Code: CodeAbort}.Frame()),
		"z18": of(withService(CodeStatus, password, StatusNoVersion)),
	} {
		if diff := cmp.Diff(vectorNamed(t, prefix), got.f); diff != "" || got.err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", prefix, got.err, diff)
		}
		q, err := ParseRequest(got.f)
		if err != nil {
			t.Errorf("%s: %v", prefix, err)
		}
		if f, err := q.Frame(); err != nil || !bytes.Equal(f.Data, got.f.Data) {
			t.Errorf("%s written again as % X, %v", prefix, f.Data, err)
		}
	}
	if _, err := (Request{Code: CodeRefund, Password: "12"}).Frame(); err == nil {
		t.Error("a password of two digits passed")
	}
	if _, err := authorization(pay.MaxAmount+1, pay.EUR); err == nil {
		t.Error("an amount of eleven digits passed")
	}
	if _, err := authorization(1, "XXX"); err == nil {
		t.Error("an unknown currency passed")
	}
}
