package zvt

import (
	"fmt"
	"strings"

	"kioskd/agent/pay"
)

// digits unpacks BCD: two digits in each byte. Anything but digits is an error.
func digits(b []byte) (string, error) {
	var s strings.Builder
	s.Grow(2 * len(b))
	for _, c := range b {
		if c>>4 > 9 || c&0x0F > 9 {
			return "", fmt.Errorf("%w: it is not made of digits alone", ErrMessage)
		}
		s.WriteByte('0' + c>>4)
		s.WriteByte('0' + c&0x0F)
	}
	return s.String(), nil
}

// packed packs digits into a number of bytes, filled with zeros from the left.
func packed(s string, size int) ([]byte, error) {
	if len(s) > 2*size {
		return nil, fmt.Errorf("%w: %d digits do not fit into %d bytes", ErrMessage, len(s), size)
	}
	s = strings.Repeat("0", 2*size-len(s)) + s
	b := make([]byte, size)
	for i := range b {
		high, low := s[2*i], s[2*i+1]
		if high < '0' || high > '9' || low < '0' || low > '9' {
			return nil, fmt.Errorf("%w: it is not made of digits alone", ErrMessage)
		}
		b[i] = (high-'0')<<4 | (low - '0')
	}
	return b, nil
}

// amountSize is the width of an amount: twelve digits.
const amountSize = 6

func packAmount(a pay.Amount) ([]byte, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	return packed(fmt.Sprintf("%d", a), amountSize)
}

// readAmount reads twelve digits. What is larger than kioskd handles is an error.
func readAmount(b []byte) (pay.Amount, error) {
	s, err := digits(b)
	if err != nil {
		return 0, err
	}
	var a pay.Amount
	for _, c := range s {
		a = a*10 + pay.Amount(c-'0')
	}
	return a, a.Check()
}

// currencies are the numbers of ISO 4217.
var currencies = map[pay.Currency]string{
	pay.EUR: "0978", pay.CHF: "0756", pay.USD: "0840", pay.JPY: "0392", pay.KRW: "0410",
}

func packCurrency(c pay.Currency) ([]byte, error) {
	number, ok := currencies[c]
	if !ok {
		return nil, fmt.Errorf("%w: currency %q has no number here", ErrMessage, c)
	}
	return packed(number, 2)
}

// readCurrency returns the currency of a number, and the number itself where
// kioskd does not know it.
func readCurrency(b []byte) (pay.Currency, error) {
	s, err := digits(b)
	if err != nil {
		return "", err
	}
	for c, number := range currencies {
		if number == s {
			return c, nil
		}
	}
	return pay.Currency(s), nil
}

// readPAN reads a card number and keeps what may be kept. E stands for a hidden
// digit, F fills the last byte; what follows a separator D is dropped.
func readPAN(b []byte) pay.Card {
	var s strings.Builder
	for i := range 2 * len(b) {
		c := b[i/2] >> 4
		if i%2 == 1 {
			c = b[i/2] & 0x0F
		}
		switch {
		case c <= 9:
			s.WriteByte('0' + c)
		case c == 0x0E:
			s.WriteByte('*')
		default:
			return pay.MaskCard(s.String())
		}
	}
	return pay.MaskCard(s.String())
}

// packPAN writes a masked card number.
func packPAN(c pay.Card) []byte {
	s := c.String()
	if len(s)%2 == 1 {
		s += "F"
	}
	nibble := func(c byte) byte {
		switch {
		case c >= '0' && c <= '9':
			return c - '0'
		case c == 'F':
			return 0x0F
		}
		return 0x0E
	}
	b := make([]byte, len(s)/2)
	for i := range b {
		b[i] = nibble(s[2*i])<<4 | nibble(s[2*i+1])
	}
	return b
}
