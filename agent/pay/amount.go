package pay

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Amount is a sum of money in whole minor units of its [Currency]: won for KRW,
// cents for EUR. Amounts that travel together share one currency, which is
// named beside them.
type Amount int64

// MaxAmount is the largest amount that kioskd handles, ten decimal digits: the
// width of the amount field of the widest pad protocol we speak.
const MaxAmount Amount = 9_999_999_999

// ErrAmount is the cause of every refusal of a sum of money.
var ErrAmount = errors.New("amount out of range")

// Check reports whether a is between 0 and [MaxAmount].
func (a Amount) Check() error {
	if a < 0 || a > MaxAmount {
		return fmt.Errorf("%w: %d is not between 0 and %d", ErrAmount, int64(a), int64(MaxAmount))
	}
	return nil
}

// Plus adds two amounts and refuses to overflow.
func (a Amount) Plus(b Amount) (Amount, error) {
	if (b > 0 && a > math.MaxInt64-b) || (b < 0 && a < math.MinInt64-b) {
		return 0, fmt.Errorf("%w: %d + %d overflows", ErrAmount, int64(a), int64(b))
	}
	return a + b, nil
}

// Times multiplies an amount by a count and refuses to overflow. Both must be
// zero or positive.
func (a Amount) Times(n int) (Amount, error) {
	if a < 0 || n < 0 {
		return 0, fmt.Errorf("%w: %d × %d is negative", ErrAmount, int64(a), n)
	}
	if n != 0 && a > math.MaxInt64/Amount(n) {
		return 0, fmt.Errorf("%w: %d × %d overflows", ErrAmount, int64(a), n)
	}
	return a * Amount(n), nil
}

// Currency is an ISO 4217 code.
type Currency string

// The currencies that kioskd knows to print.
const (
	KRW Currency = "KRW"
	EUR Currency = "EUR"
	USD Currency = "USD"
	JPY Currency = "JPY"
	CHF Currency = "CHF"
)

// Digits returns the number of decimal digits of the minor unit, and whether
// the currency is known.
func (c Currency) Digits() (int, bool) {
	switch c {
	case KRW, JPY:
		return 0, true
	case EUR, USD, CHF:
		return 2, true
	}
	return 0, false
}

// Check reports whether the currency is one that kioskd knows.
func (c Currency) Check() error {
	if _, known := c.Digits(); !known {
		return fmt.Errorf("currency %q is not supported", string(c))
	}
	return nil
}

// Format writes an amount for logs and command lines, as in "12,000 KRW" or
// "12.50 EUR". Screens write money as their language does.
func (c Currency) Format(a Amount) string {
	sign := ""
	if a < 0 {
		sign = "-"
	}
	digits, _ := c.Digits()
	s := strings.TrimPrefix(strconv.FormatInt(int64(a), 10), "-")
	if len(s) <= digits {
		s = strings.Repeat("0", digits-len(s)+1) + s
	}
	whole, fraction := s[:len(s)-digits], s[len(s)-digits:]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if digits > 0 {
		whole += "." + fraction
	}
	return sign + whole + " " + string(c)
}
