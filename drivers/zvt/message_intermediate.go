package zvt

import (
	"encoding"

	"kioskd/agent/pay"
)

// Waiting is the data of 04 FF: what the pad waits for.
type Waiting struct {
	Status byte
	// Minutes is how long it may wait from now on; zero says nothing new.
	Minutes int
	Lines   []string // for a screen, where the pad sends them
}

// Statuses of 04 FF that say where the card is.
const (
	WaitConfirm     byte = 0x00
	WaitPINPad      byte = 0x01
	WaitNotAccepted byte = 0x03
	WaitHost        byte = 0x04
	WaitReversing   byte = 0x05
	WaitInsertCard  byte = 0x0A
	WaitRemoveCard  byte = 0x0B
	WaitUnreadable  byte = 0x0C
	WaitPlease      byte = 0x0E
	WaitDayEnds     byte = 0x0F
	WaitWrongPIN    byte = 0x15
	WaitPlease2     byte = 0x17
	WaitDeclined    byte = 0x1D
	WaitDiagnosis   byte = 0xC9
	WaitInit        byte = 0xCA
	WaitPIN         byte = 0xCC
	WaitOffline     byte = 0xF1
	WaitOnline      byte = 0xF2
	WaitTextOnly    byte = 0xFF

	// The same statuses once more, with a card that has to be taken out.
	removeFirst, removeLast byte = 0x41, 0x66
)

var (
	_ encoding.BinaryMarshaler   = Waiting{}
	_ encoding.BinaryUnmarshaler = (*Waiting)(nil)
)

// MarshalBinary returns the data of 04 FF.
func (m Waiting) MarshalBinary() ([]byte, error) {
	data := []byte{m.Status}
	if m.Minutes > 0 {
		data = append(data, byte(m.Minutes/10%10)<<4|byte(m.Minutes%10))
	}
	if len(m.Lines) == 0 {
		return data, nil
	}
	var lines []Object
	for _, l := range m.Lines {
		text, err := CP437.Encode(l)
		if err != nil {
			return nil, err
		}
		lines = append(lines, Object{tagTextLine, text})
	}
	w := &fieldWriter{}
	w.objects(Objects{constructed(tagTexts, lines...)})
	container, err := w.bytes()
	return append(data, container...), err
}

// UnmarshalBinary reads the data of 04 FF. The specification wants the minutes
// before a container, and some pads leave them out: a second byte 06 with a whole
// container behind it is no time.
func (m *Waiting) UnmarshalBinary(data []byte) error {
	*m = Waiting{}
	if len(data) == 0 {
		return nil
	}
	m.Status = data[0]
	rest := data[1:]
	fields, err := ParseFields(rest)
	if len(rest) > 0 && (rest[0] != bmpContainer || err != nil || len(rest) == 1) {
		m.Minutes = minutes(rest[0])
		fields, err = ParseFields(rest[1:])
	}
	if err != nil {
		return err
	}
	return m.readLines(fields)
}

// minutes reads two digits; what is none says nothing.
func minutes(b byte) int {
	if b>>4 > 9 || b&0x0F > 9 {
		return 0
	}
	return int(b>>4)*10 + int(b&0x0F)
}

func (m *Waiting) readLines(fields Fields) error {
	all, err := fields.Container()
	if err != nil {
		return err
	}
	texts, _ := all.Find(tagTexts)
	objects, err := ParseTLV(texts)
	if err != nil {
		return err
	}
	for _, o := range objects {
		if o.Tag == tagTextLine {
			m.Lines = append(m.Lines, CP437.Decode(o.Data))
		}
	}
	return nil
}

// progress translates a status into steps of a payment.
func (m Waiting) progress() []pay.Progress {
	switch s := m.Status; {
	case s == WaitInsertCard, s == WaitConfirm:
		return []pay.Progress{pay.WaitingForCard}
	case s == WaitRemoveCard, s == 0x4B, s >= removeFirst && s <= removeLast:
		return []pay.Progress{pay.CardShown, pay.CardInside}
	case s == WaitUnreadable:
		return []pay.Progress{pay.TryStripe}
	case s == WaitPINPad, s == 0x02, s == WaitHost, s == WaitWrongPIN, s == WaitPIN, s == WaitOffline, s == WaitOnline, s == 0x68:
		return []pay.Progress{pay.CardShown}
	}
	return nil
}
