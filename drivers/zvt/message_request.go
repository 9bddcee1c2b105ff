package zvt

import (
	"fmt"

	"kioskd/agent/pay"
)

// Request is a command of the kiosk: a password where the pad wants one, and
// bitmaps. Registration has a form of its own, see [Registration].
type Request struct {
	Code     Code
	Password string // six digits
	Fields   Fields
}

// passwordSize is how long a password is, in bytes of two digits.
const passwordSize = 3

// wantsPassword lists the commands that begin with the password.
var wantsPassword = map[Code]bool{
	CodeStatus: true, CodeTotals: true, CodeRepeat: true, CodeReverse: true, CodeRefund: true,
	CodeEndOfDay: true, CodeInitialise: true,
}

// Frame returns the request as a frame.
func (q Request) Frame() (Frame, error) {
	var data []byte
	if wantsPassword[q.Code] {
		b, err := packed(q.Password, passwordSize)
		if err != nil || len(q.Password) != 2*passwordSize {
			return Frame{}, fmt.Errorf("%w: the password of %v has six digits", ErrMessage, q.Code)
		}
		data = b
	}
	fields, err := q.Fields.MarshalBinary()
	return Frame{Code: q.Code, Data: append(data, fields...)}, err
}

// ParseRequest reads a command of the kiosk. A status enquiry may come without
// its password. A bitmap that is not known is an error.
func ParseRequest(f Frame) (q Request, err error) {
	q.Code = f.Code
	data := f.Data
	if wantsPassword[f.Code] && (f.Code != CodeStatus || len(data) > 0) {
		if len(data) < passwordSize {
			return q, fmt.Errorf("%w: %v without a password", ErrMessage, f.Code)
		}
		if q.Password, err = digits(data[:passwordSize]); err != nil {
			return q, err
		}
		data = data[passwordSize:]
	}
	q.Fields, err = ParseFields(data)
	return q, err
}

// Amount returns BMP 04.
func (q Request) Amount() (pay.Amount, error) {
	b, ok := q.Fields.Get(bmpAmount)
	if !ok {
		return 0, fmt.Errorf("%w: %v without an amount", ErrMessage, q.Code)
	}
	return readAmount(b)
}

// Currency returns BMP 49, or "" where there is none.
func (q Request) Currency() (pay.Currency, error) {
	b, ok := q.Fields.Get(bmpCurrency)
	if !ok {
		return "", nil
	}
	return readCurrency(b)
}

// Receipt returns BMP 87, the number of the receipt that is meant.
func (q Request) Receipt() (string, error) {
	b, ok := q.Fields.Get(bmpReceipt)
	if !ok {
		return "", fmt.Errorf("%w: %v without a receipt number", ErrMessage, q.Code)
	}
	return digits(b)
}

// Service returns BMP 03, the service byte, or zero.
func (q Request) Service() byte {
	if b, ok := q.Fields.Get(bmpService); ok {
		return b[0]
	}
	return 0
}

// Service bytes.
const (
	RepeatWithResult byte = 0x01 // of 06 20: send the status information
	RepeatUnprinted  byte = 0x02 // of 06 20: print nothing
	StatusNoVersion  byte = 0x02 // of 05 01: leave out the version
	StatusDevice     byte = 0x04 // of 05 01: tell of the device
)

// padDecides lets the pad choose how a card is charged.
const padDecides byte = 0x40

// authorization is 06 01.
func authorization(amount pay.Amount, c pay.Currency) (Frame, error) {
	w := &fieldWriter{}
	w.amount(amount)
	w.currency(c)
	w.add(bmpPaymentType, []byte{padDecides}, nil)
	return w.request(CodeAuthorize, "")
}

// reversal is 06 30: it names the payment by its receipt.
func reversal(password, receipt string, amount pay.Amount, c pay.Currency) (Frame, error) {
	w := &fieldWriter{}
	w.digits(bmpReceipt, receipt)
	w.amount(amount)
	w.currency(c)
	return w.request(CodeReverse, password)
}

// refund is 06 31: money for whoever shows a card.
func refund(password string, amount pay.Amount, c pay.Currency) (Frame, error) {
	w := &fieldWriter{}
	w.amount(amount)
	w.currency(c)
	return w.request(CodeRefund, password)
}

// withService is a command of a password and a service byte.
func withService(code Code, password string, service byte) (Frame, error) {
	w := &fieldWriter{}
	w.add(bmpService, []byte{service}, nil)
	return w.request(code, password)
}

func (w *fieldWriter) request(code Code, password string) (Frame, error) {
	if w.err != nil {
		return Frame{}, w.err
	}
	return Request{Code: code, Password: password, Fields: w.fields}.Frame()
}
