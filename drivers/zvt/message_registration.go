package zvt

import (
	"encoding"
	"fmt"

	"kioskd/agent/pay"
)

// Registration is the data of 06 00: who prints, and what the pad may send.
type Registration struct {
	Password string // six digits
	Config   Config
	Currency pay.Currency // "" leaves it out, and what follows it too
	Objects  Objects      // of the container
	TLV      bool         // there is a container, maybe an empty one
}

// Config is the byte of a registration that says who prints.
type Config byte

// Bits of a [Config]. With KioskPrints and TextFromPad the pad dictates receipts
// line by line; with KioskPrints alone the kiosk makes them of the result.
const (
	KioskPrints      Config = 0x02 // receipts of payments
	KioskPrintsAdmin Config = 0x04
	Intermediate     Config = 0x08 // tell what you wait for
	NoAmountEntry    Config = 0x10 // at the pad
	NoAdmin          Config = 0x20 // at the pad
	TextFromPad      Config = 0x80
)

var (
	_ encoding.BinaryMarshaler   = Registration{}
	_ encoding.BinaryUnmarshaler = (*Registration)(nil)
)

// MarshalBinary returns the data of 06 00.
func (r Registration) MarshalBinary() ([]byte, error) {
	data, err := packed(r.Password, passwordSize)
	if err != nil || len(r.Password) != 2*passwordSize {
		return nil, fmt.Errorf("%w: the password of a registration has six digits", ErrMessage)
	}
	data = append(data, byte(r.Config))
	if r.Currency == "" {
		return data, nil
	}
	cc, err := packCurrency(r.Currency)
	if err != nil || !r.TLV {
		return append(data, cc...), err
	}
	w := &fieldWriter{}
	w.objects(r.Objects)
	fields, err := w.bytes()
	return append(append(data, cc...), fields...), err
}

// UnmarshalBinary reads the data of 06 00.
func (r *Registration) UnmarshalBinary(data []byte) (err error) {
	if len(data) < passwordSize+1 {
		return fmt.Errorf("%w: a registration of %d bytes", ErrMessage, len(data))
	}
	var got Registration
	if got.Password, err = digits(data[:passwordSize]); err != nil {
		return err
	}
	got.Config = Config(data[passwordSize])
	rest := data[passwordSize+1:]
	if len(rest) >= 2 {
		if got.Currency, err = readCurrency(rest[:2]); err != nil {
			return err
		}
		if err := got.readFields(rest[2:]); err != nil {
			return err
		}
	}
	*r = got
	return nil
}

func (r *Registration) readFields(data []byte) error {
	fields, err := ParseFields(data)
	if err != nil {
		return err
	}
	_, r.TLV = fields.Get(bmpContainer)
	r.Objects, err = fields.Container()
	return err
}

// Blocks reports whether the kiosk takes receipts a block at a time.
func (r Registration) Blocks() bool {
	permitted, _ := r.Objects.Find(tagPermitted)
	all, err := ParseTLV(permitted)
	if err != nil {
		return false
	}
	for _, o := range all {
		if len(o.Data) == 2 && codeOf(o.Data) == CodePrintBlock {
			return true
		}
	}
	return false
}

// Charset returns the character set that the kiosk asks for.
func (r Registration) Charset() Charset {
	if b, ok := r.Objects.Find(tagCharset); ok && len(b) == 1 {
		if c, known := charsetOf(b[0]); known {
			return c
		}
	}
	return CP437
}
