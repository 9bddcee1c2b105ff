package zvt

import (
	"encoding"
	"errors"
	"fmt"
	"strings"

	"kioskd/agent/pay"
)

// Result is the data of 04 0F, status information: how a payment, a reversal or
// an end of day went. Every field may be missing. Track data, expiry dates and
// chip data are never held.
type Result struct {
	// ID is zero for a success. Told says that the pad said it: a result without
	// a code proves nothing.
	ID   ID
	Told bool

	Amount   pay.Amount
	Currency pay.Currency // "" where the pad does not tell

	Terminal  string // eight digits
	Receipt   string // four digits
	Trace     string // six digits or more
	OrigTrace string // of the payment that a reversal took back
	Turnover  string // six digits
	Date      string // MMDD, by the pad's clock; it tells no year
	Time      string // hhmmss

	Authorised string // what the card company answered
	Contract   string // merchant number
	Card       pay.Card
	CardName   string
	CardType   int
	Payment    byte // 40 offline, 50 card checked only, 60 online, 70 PIN
	Technology byte // of tag 1F12, one more than there, so that zero means not told
	Offline    bool // tag 1F11 says so
	Text       string

	Totals *TotalsRecord
}

var (
	_ encoding.BinaryMarshaler   = Result{}
	_ encoding.BinaryUnmarshaler = (*Result)(nil)
)

// Ways to pay of BMP 19.
const (
	PaidOffline byte = 0x40
	PaidOnline  byte = 0x60
	PaidWithPIN byte = 0x70
)

// Approved reports that the pad said yes.
func (r Result) Approved() bool { return r.Told && r.ID == 0 }

// Reversal reports that the record takes an earlier payment back.
func (r Result) Reversal() bool { return r.OrigTrace != "" }

// UnmarshalBinary reads the data of 04 0F. A bitmap that is not known ends the
// reading: then the result holds what came before it, with an error.
func (r *Result) UnmarshalBinary(data []byte) error {
	*r = Result{}
	fields, problem := ParseFields(data)
	for _, f := range fields {
		if err := r.read(f); err != nil {
			problem = errors.Join(problem, fmt.Errorf("bitmap %02X: %w", f.Number, err))
		}
	}
	return problem
}

// read takes one bitmap.
func (r *Result) read(f Field) (err error) {
	switch f.Number {
	case bmpResult:
		r.ID, r.Told = ID(f.Data[0]), true
	case bmpAmount:
		r.Amount, err = readAmount(f.Data)
	case bmpCurrency:
		r.Currency, err = readCurrency(f.Data)
	case bmpPaymentType:
		r.Payment = f.Data[0]
	case bmpCardType:
		r.CardType = int(f.Data[0])
	case bmpPAN:
		r.Card = readPAN(f.Data)
	case bmpCardName:
		r.CardName = readName(f.Data)
	case bmpAuthorised:
		r.Authorised = readName(f.Data)
	case bmpContract:
		r.Contract = readName(f.Data)
	case bmpText:
		r.Text = CP437.Decode(f.Data)
	case bmpTotals:
		r.Totals = new(TotalsRecord)
		err = r.Totals.UnmarshalBinary(f.Data)
	case bmpContainer:
		err = r.readContainer(f.Data)
	default:
		return r.readNumber(f)
	}
	return err
}

// number returns where a bitmap of digits that names a record is kept, or nil.
func (r *Result) number(bmp byte) *string {
	switch bmp {
	case bmpTerminal:
		return &r.Terminal
	case bmpReceipt:
		return &r.Receipt
	case bmpTrace:
		return &r.Trace
	case bmpOrigTrace:
		return &r.OrigTrace
	case bmpTurnover:
		return &r.Turnover
	case bmpDate:
		return &r.Date
	case bmpTime:
		return &r.Time
	}
	return nil
}

// readNumber leaves a long trace number alone, which a container has told.
func (r *Result) readNumber(f Field) (err error) {
	if to := r.number(f.Number); to != nil && (f.Number != bmpTrace || len(r.Trace) <= 6) {
		*to, err = digits(f.Data)
	}
	return err
}

// readName reads a text of plain characters, filled or ended with zeros.
func readName(b []byte) string {
	return strings.TrimSpace(CP437.Decode(trimZeros(b)))
}

func trimZeros(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}

// readContainer reads what has no bitmap of its own. A trace number of more than
// six digits stands here.
func (r *Result) readContainer(data []byte) error {
	all, err := ParseTLV(data)
	if err != nil {
		return err
	}
	if long, ok := all.Find(tagLongTrace); ok {
		if s, err := digits(long); err == nil && strings.Trim(s, "0") != "" {
			r.Trace = s
		}
	}
	if b, ok := all.Find(tagCardType); ok && len(b) > 0 && len(b) <= 2 {
		r.CardType = bigEndian(b)
	}
	if b, ok := findEither(all, tagTechnology); ok && len(b) == 1 {
		r.Technology = b[0] + 1
	}
	if b, ok := findEither(all, tagOnline); ok && len(b) == 1 {
		r.Offline = b[0] == 0
	}
	return nil
}

// findEither looks for an object by itself, and in the container of the payment
// type.
func findEither(all Objects, tag Tag) ([]byte, bool) {
	if b, ok := all.Find(tag); ok {
		return b, true
	}
	return all.Find(tagPayment, tag)
}

func bigEndian(b []byte) (n int) {
	for _, c := range b {
		n = n<<8 | int(c)
	}
	return n
}
