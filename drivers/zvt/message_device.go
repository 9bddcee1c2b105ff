package zvt

import (
	"encoding"
	"fmt"
	"strings"

	"kioskd/agent/pay"
)

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
