package smartro

import (
	"encoding"
	"strings"

	"kioskd/agent/pay"
)

// CardQuery is the data of d: what a presented card is and what was last done
// with it. A pad may answer C with it instead of c.
type CardQuery struct {
	Medium  byte
	Kind    byte // T T-money, E Cashbee, P postpaid, and so on
	Card    pay.Card
	LastAt  string // YYYYMMDDhhmmss, zeros when never
	Last    pay.Amount
	Balance pay.Amount
	Status  byte // of the last transaction: 0 none, O approval, X cancel
}

// Statuses of a card's last transaction. To C they say why nothing was
// cancelled.
const (
	QueryNothing   byte = '0' // the card knows of no payment: a wrong card
	QueryApproved  byte = 'O'
	QueryCancelled byte = 'X' // it was cancelled before
)

const queryKinds = "TEMUHKPAXQ"

// schemes names the card kinds.
var schemes = map[byte]string{
	'T': "T-money", 'E': "Cashbee", 'M': "MyBi", 'U': "U-pay", 'H': "Hanpay", 'K': "RailPlus",
	'P': "postpaid", 'A': "T-money postpaid", 'Q': "barcode", 'X': "unknown",
}

// Info translates into the words of agent/pay.
func (q CardQuery) Info() pay.CardInfo {
	info := pay.CardInfo{
		Medium: mediumOf(q.Medium), Kind: schemes[q.Kind], Card: q.Card,
		LastAt: padClock(q.LastAt), Last: q.Last, Currency: pay.KRW,
	}
	if strings.IndexByte("TEMUHK", q.Kind) >= 0 {
		info.Prepaid, info.Balance = true, q.Balance
	}
	return info
}

var (
	_ encoding.BinaryMarshaler   = CardQuery{}
	_ encoding.BinaryUnmarshaler = (*CardQuery)(nil)
)

// MarshalBinary returns the data of a d frame.
func (q CardQuery) MarshalBinary() ([]byte, error) {
	w := &writer{what: "d"}
	w.oneOf("medium", q.Medium, media)
	w.oneOf("card kind", q.Kind, queryKinds)
	writeCard(w, q.Card)
	w.digits("last date and time", q.LastAt, 14)
	w.amount("last amount", q.Last, 8)
	w.amount("balance", q.Balance, 8)
	w.oneOf("status", q.Status, "0OX")
	return w.bytes()
}

// UnmarshalBinary reads the data of a d frame.
func (q *CardQuery) UnmarshalBinary(data []byte) error {
	r := readExactly("d", data, 53)
	got := CardQuery{
		Medium:  r.oneOf("medium", media),
		Kind:    r.oneOf("card kind", queryKinds),
		Card:    readCard(r.take(20)),
		LastAt:  r.digits("last date and time", 14),
		Last:    r.amount("last amount", 8, true),
		Balance: r.amount("balance", 8, true),
		Status:  r.oneOf("status", "0OX"),
	}
	if r.err == nil {
		*q = got
	}
	return r.err
}
