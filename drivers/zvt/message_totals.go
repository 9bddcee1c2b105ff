package zvt

import (
	"encoding"
	"fmt"

	"kioskd/agent/pay"
)

// TotalsRecord is BMP 60: what the pad has counted since its last end of day.
type TotalsRecord struct {
	First, Last string // receipt numbers, four digits
	Groups      [len(totalGroups)]CardTotal
}

// CardTotal is the part of one card scheme.
type CardTotal struct {
	Count  int // at most 255
	Amount pay.Amount
}

// totalGroups are the schemes of BMP 60, in order.
var totalGroups = [...]string{"girocard", "JCB", "Mastercard", "American Express", "Visa", "Diners", "other"}

const (
	totalSize        = 1 + amountSize
	totalsRecordSize = 4 + len(totalGroups)*totalSize
)

var (
	_ encoding.BinaryMarshaler   = TotalsRecord{}
	_ encoding.BinaryUnmarshaler = (*TotalsRecord)(nil)
)

// UnmarshalBinary reads the data of BMP 60.
func (t *TotalsRecord) UnmarshalBinary(data []byte) error {
	if len(data) != totalsRecordSize {
		return fmt.Errorf("%w: totals of %d bytes, want %d", ErrMessage, len(data), totalsRecordSize)
	}
	var got TotalsRecord
	var err error
	if got.First, err = digits(data[:2]); err != nil {
		return err
	}
	if got.Last, err = digits(data[2:4]); err != nil {
		return err
	}
	for i := range got.Groups {
		part := data[4+i*totalSize:][:totalSize]
		got.Groups[i].Count = int(part[0])
		if got.Groups[i].Amount, err = readAmount(part[1:]); err != nil {
			return err
		}
	}
	*t = got
	return nil
}

// MarshalBinary returns the data of BMP 60.
func (t TotalsRecord) MarshalBinary() ([]byte, error) {
	var data []byte
	for _, number := range []string{t.First, t.Last} {
		b, err := packed(number, 2)
		if err != nil {
			return nil, err
		}
		data = append(data, b...)
	}
	for _, g := range t.Groups {
		b, err := packAmount(g.Amount)
		if err != nil {
			return nil, err
		}
		if g.Count < 0 || g.Count > 255 {
			return nil, fmt.Errorf("%w: a count of %d", ErrMessage, g.Count)
		}
		data = append(append(data, byte(g.Count)), b...)
	}
	return data, nil
}

// Totals translates into the words of agent/pay. The amount of the whole is the
// pad's own sum, which also knows what is beyond the groups.
func (r Result) totals(currency pay.Currency, at pay.PadClock) pay.Totals {
	t := pay.Totals{Currency: currency, Amount: r.Amount, At: at}
	if r.Totals == nil {
		return t
	}
	t.First, t.Last = r.Totals.First, r.Totals.Last
	for i, g := range r.Totals.Groups {
		t.Count += g.Count
		if g.Count != 0 || g.Amount != 0 {
			t.Groups = append(t.Groups, pay.TotalGroup{Name: totalGroups[i], Count: g.Count, Amount: g.Amount})
		}
	}
	return t
}
