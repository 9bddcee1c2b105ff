package zvt

import (
	"encoding"
	"errors"
	"fmt"
	"strconv"
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

// numbers are the bitmaps that name a record in digits.
func (r *Result) numbers() map[byte]*string {
	return map[byte]*string{
		bmpTerminal: &r.Terminal, bmpReceipt: &r.Receipt, bmpTrace: &r.Trace, bmpOrigTrace: &r.OrigTrace,
		bmpTurnover: &r.Turnover, bmpDate: &r.Date, bmpTime: &r.Time,
	}
}

func (r *Result) readNumber(f Field) (err error) {
	if to := r.numbers()[f.Number]; to != nil && (f.Number != bmpTrace || len(r.Trace) <= 6) {
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

// MarshalBinary returns the data of 04 0F.
func (r Result) MarshalBinary() ([]byte, error) {
	fields, err := r.Fields()
	if err != nil {
		return nil, err
	}
	return fields.MarshalBinary()
}

// Fields returns the result as bitmaps, leaving out what is not told.
func (r Result) Fields() (Fields, error) {
	w := &fieldWriter{}
	if r.Told {
		w.add(bmpResult, []byte{byte(r.ID)}, nil)
	}
	if r.Amount != 0 || r.Totals != nil {
		w.amount(r.Amount)
	}
	r.writeNumbers(w)
	if r.Payment != 0 {
		w.add(bmpPaymentType, []byte{r.Payment}, nil)
	}
	if !r.Card.IsZero() {
		w.add(bmpPAN, packPAN(r.Card), nil)
	}
	if r.Currency != "" {
		w.currency(r.Currency)
	}
	r.writeTexts(w)
	if r.Totals != nil {
		totals, err := r.Totals.MarshalBinary()
		w.add(bmpTotals, totals, err)
	}
	if c := r.container(); len(c) > 0 {
		w.objects(c)
	}
	return w.fields, w.err
}

func (r Result) writeNumbers(w *fieldWriter) {
	short := r
	if len(short.Trace) > 6 {
		short.Trace = "000000"
	}
	numbers := short.numbers()
	for _, n := range []byte{bmpTrace, bmpTime, bmpDate, bmpOrigTrace, bmpTerminal, bmpReceipt, bmpTurnover} {
		if s := *numbers[n]; s != "" {
			w.digits(n, s)
		}
	}
}

func (r Result) writeTexts(w *fieldWriter) {
	if r.Authorised != "" {
		w.text(bmpAuthorised, r.Authorised, 8, 0)
	}
	if r.CardType > 0 && r.CardType <= 0xFE {
		w.add(bmpCardType, []byte{byte(r.CardType)}, nil)
	}
	if r.CardName != "" {
		w.text(bmpCardName, r.CardName+"\x00", 0, 0)
	}
	if r.Contract != "" {
		w.text(bmpContract, r.Contract, 15, ' ')
	}
	if r.Text != "" {
		w.text(bmpText, r.Text, 0, 0)
	}
}

func (r Result) container() (all Objects) {
	if len(r.Trace) > 6 {
		if b, err := packed(r.Trace, (len(r.Trace)+1)/2); err == nil {
			all = append(all, Object{tagLongTrace, b})
		}
	}
	if r.CardType > 0xFE {
		all = append(all, Object{tagCardType, []byte{byte(r.CardType >> 8), byte(r.CardType)}})
	}
	var payment []Object
	if r.Offline {
		payment = append(payment, Object{tagOnline, []byte{0}})
	}
	if r.Technology > 0 {
		payment = append(payment, Object{tagTechnology, []byte{r.Technology - 1}})
	}
	if payment != nil {
		all = append(all, constructed(tagPayment, payment...))
	}
	return all
}

// year completes the date, which has none: it is the year in which the date lies
// nearest to today.
func (r Result) year(today string) string {
	year, err := strconv.Atoi(today[:4])
	if err != nil || len(r.Date) != 4 {
		return today[:4]
	}
	switch {
	case r.Date >= "11" && today[4:] < "03":
		year--
	case r.Date < "03" && today[4:] >= "11":
		year++
	}
	return strconv.Itoa(year)
}
