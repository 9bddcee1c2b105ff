package zvt

import (
	"encoding"
	"fmt"
	"strings"

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

// Completion is the data of 06 0F after a registration or an initialisation.
type Completion struct {
	Status   byte // bits as below; zero is fine
	Terminal string
	Currency pay.Currency
	TLV      bool
	Objects  Objects
}

// Bits of [Completion.Status].
const (
	needsInit      byte = 0x01
	needsDiagnosis byte = 0x02
)

var (
	_ encoding.BinaryMarshaler   = Completion{}
	_ encoding.BinaryUnmarshaler = (*Completion)(nil)
)

// MarshalBinary returns the data of 06 0F.
func (c Completion) MarshalBinary() ([]byte, error) {
	w := &fieldWriter{}
	w.add(bmpPaymentType, []byte{c.Status}, nil)
	if c.Terminal != "" {
		w.digits(bmpTerminal, c.Terminal)
	}
	if c.Currency != "" {
		w.currency(c.Currency)
	}
	if c.TLV {
		w.objects(c.Objects)
	}
	return w.bytes()
}

// UnmarshalBinary reads the data of 06 0F. All of it may be missing.
func (c *Completion) UnmarshalBinary(data []byte) error {
	fields, err := ParseFields(data)
	if err != nil {
		return err
	}
	var got Completion
	for _, f := range fields {
		switch f.Number {
		case bmpPaymentType:
			got.Status = f.Data[0]
		case bmpTerminal:
			got.Terminal, err = digits(f.Data)
		case bmpCurrency:
			got.Currency, err = readCurrency(f.Data)
		case bmpContainer:
			got.TLV = true
			got.Objects, err = ParseTLV(f.Data)
		}
		if err != nil {
			return err
		}
	}
	*c = got
	return nil
}

// Statuses of a status enquiry that are no error ids.
const (
	StatusInit  ID = 0x51 // wants an initialisation
	StatusClock ID = 0x62 // its clock is wrong
)

// Device makes the object by which a pad tells what it is.
func Device(name, version, serial string) Object {
	return constructed(tagDevice, Object{tagName, []byte(name)}, Object{tagVersion, []byte(version)}, Object{tagSerial, []byte(serial)})
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

// Health is the data of 06 0F after a status enquiry: the pad's opinion of itself.
type Health struct {
	ID      ID // zero is ready
	Version string
	Objects Objects
}

var (
	_ encoding.BinaryMarshaler   = Health{}
	_ encoding.BinaryUnmarshaler = (*Health)(nil)
)

// MarshalBinary returns the data of 06 0F.
func (h Health) MarshalBinary() ([]byte, error) {
	var data []byte
	if h.Version != "" {
		text, err := CP437.Encode(h.Version)
		if err != nil || len(text) > 999 {
			return nil, fmt.Errorf("%w: a version of %d characters", ErrMessage, len(text))
		}
		n := len(text)
		data = append([]byte{0xF0 | byte(n/100), 0xF0 | byte(n/10%10), 0xF0 | byte(n%10)}, text...)
	}
	data = append(data, byte(h.ID))
	if h.Objects == nil {
		return data, nil
	}
	w := &fieldWriter{}
	w.objects(h.Objects)
	fields, err := w.bytes()
	return append(data, fields...), err
}

// UnmarshalBinary reads the data of 06 0F. The status has no number before it,
// and its value may be that of a bitmap: a lone byte is the status.
func (h *Health) UnmarshalBinary(data []byte) error {
	var got Health
	if len(data) > 1 && data[0] >= 0xF0 {
		if head, n, err := decimal(data, 3); err == nil && len(data) > head+n {
			got.Version = strings.TrimSpace(CP437.Decode(data[head : head+n]))
			data = data[head+n:]
		}
	}
	if len(data) == 0 {
		return fmt.Errorf("%w: a status enquiry answered without a status", ErrMessage)
	}
	got.ID = ID(data[0])
	fields, err := ParseFields(data[1:])
	if err != nil {
		return err
	}
	got.Objects, err = fields.Container()
	if err == nil {
		*h = got
	}
	return err
}
