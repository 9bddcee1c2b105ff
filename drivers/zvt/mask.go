package zvt

import (
	"bytes"

	"kioskd/drivers"
)

// masker masks one direction of a line.
type masker struct{ decoder Decoder }

var _ drivers.Masker = (*masker)(nil)

// newMasker is the Mask of [Listing]: both directions use the same frames.
func newMasker(o drivers.Options, _ drivers.Direction) drivers.Masker {
	h, err := readHabits(&o)
	if err != nil {
		return &masker{} // options that no driver takes
	}
	return &masker{Decoder{TCP: h.tcp}}
}

// Mask implements [drivers.Masker].
func (m *masker) Mask(p []byte) []drivers.Piece {
	m.decoder.Feed(p)
	return m.take()
}

// Flush implements [drivers.Masker].
func (m *masker) Flush() []drivers.Piece {
	m.decoder.Expire()
	pieces := m.take()
	pieces.Hide(m.decoder.abandon())
	return pieces
}

func (m *masker) take() (all drivers.Pieces) {
	for {
		t, ok := m.decoder.Next()
		if !ok {
			return all
		}
		all.Hide(t.Passed)
		if shown := m.mask(t); shown != nil {
			all.Show(shown)
		} else {
			all.Hide(len(t.Wire))
		}
	}
}

// mask returns what may be shown of a token, nil for nothing.
func (m *masker) mask(t Token) []byte {
	switch t.Kind {
	case Ack:
		return []byte{ack}
	case Nak:
		return []byte{nak}
	case Whole:
		raw, err := Frame{t.Frame.Code, maskData(t.Frame)}.MarshalBinary()
		if err != nil {
			return nil
		}
		if m.decoder.TCP {
			return raw
		}
		return Block(raw)
	}
	return nil
}

// maskData masks the data of a frame, at its full length. Passwords are hidden,
// receipts word by word, and of bitmaps those that may hold more of a card than is
// kept. What is not known is hidden as a whole.
func maskData(f Frame) []byte {
	data := bytes.Clone(f.Data)
	switch {
	case f.Code.IsResponse() && len(data) == 0, f.Code == CodeAbort, f.Code == CodeLogOff:
		return data
	case f.Code == CodeRegister && len(data) > passwordSize:
		return append(make([]byte, passwordSize), data[passwordSize:]...)
	case wantsPassword[f.Code] && len(data) >= passwordSize:
		return append(make([]byte, passwordSize), maskFields(data[passwordSize:])...)
	case f.Code == CodeResult, f.Code == CodeAuthorize, f.Code == CodeDiagnose, f.Code == CodeClock:
		return maskFields(data)
	case f.Code == CodeCompletion, f.Code == CodeAborted:
		return maskCompletion(data)
	case f.Code == CodePrintLine && len(data) > 0:
		return append(data[:1:1], maskText(data[1:])...)
	case f.Code == CodeIntermediate && len(data) <= 2:
		return data
	}
	return hide(data)
}

// maskCompletion masks what ends a command. After a status enquiry it begins with
// a version and a status, which are no bitmaps.
func maskCompletion(data []byte) []byte {
	if len(data) <= 1 {
		return data
	}
	if fields, err := ParseFields(data); err == nil && fields[0].Number != 0 {
		return maskFields(data)
	}
	if head, n, err := decimal(data, 3); err == nil && len(data) > head+n {
		shown := head + n + 1
		return append(bytes.Clone(data[:shown]), maskFields(data[shown:])...)
	}
	return hide(data)
}

// shownFields are the bitmaps that say nothing about a card.
var shownFields = map[byte]bool{
	bmpTimeout: true, bmpMaxStatus: true, bmpService: true, bmpAmount: true, bmpTrace: true, bmpTime: true,
	bmpDate: true, bmpPaymentType: true, bmpResult: true, bmpTerminal: true, bmpContract: true, bmpOrigTrace: true,
	bmpAuthorised: true, bmpCurrency: true, bmpTotals: true, bmpReceipt: true, bmpTurnover: true, bmpCardType: true,
	bmpCardName: true, 0x8C: true, 0xA0: true, 0xAA: true,
}

// maskFields masks bitmaps; what cannot be read is hidden.
func maskFields(data []byte) []byte {
	fields, _ := ParseFields(data)
	for i, f := range fields {
		switch {
		case f.Number == bmpPAN:
			fields[i].Data = maskPAN(f.Data)
		case f.Number == bmpContainer:
			fields[i].Data = maskContainer(f.Data)
		case !shownFields[f.Number]:
			fields[i].Data = make([]byte, len(f.Data))
		}
	}
	masked, err := fields.MarshalBinary()
	if err != nil || len(masked) > len(data) {
		return hide(data)
	}
	return append(masked, hide(data[len(masked):])...)
}

// maskPAN keeps of a card number what [pay.Card] keeps, at its full length. What is
// no card number becomes one of hidden digits, as long as may be.
func maskPAN(data []byte) []byte {
	hidden := bytes.Repeat([]byte{0xEE}, len(data))
	for _, pan := range [][]byte{data, hidden} {
		if masked := packPAN(readPAN(pan)); len(masked) > 0 && len(masked) <= len(data) {
			return append(masked, bytes.Repeat([]byte{0xFF}, len(data)-len(masked))...)
		}
	}
	return hidden
}

// shownTags are the objects that say nothing about a card.
var shownTags = map[Tag]bool{
	tagCharset: true, tagPermitted: true, tagPayment: true, tagCardType: true, tagReceipt: true, tagHolder: true,
	tagOnline: true, tagTechnology: true, tagDayMode: true, tagLongTrace: true, tagDevice: true,
}

func maskContainer(data []byte) []byte {
	all, err := ParseTLV(data)
	if err != nil {
		return hide(data)
	}
	for i, o := range all {
		if !shownTags[o.Tag] {
			all[i].Data = make([]byte, len(o.Data))
		}
	}
	masked, err := all.MarshalBinary()
	if err != nil || len(masked) > len(data) {
		return hide(data)
	}
	return append(masked, hide(data[len(masked):])...)
}

// maskText hides the numbers of a printed line: a receipt may hold more of a card
// than a kiosk keeps.
func maskText(text []byte) []byte {
	masked := bytes.Clone(text)
	for i, b := range masked {
		if b >= '0' && b <= '9' {
			masked[i] = '*'
		}
	}
	return masked
}

func hide(b []byte) []byte { return bytes.Repeat([]byte{'*'}, len(b)) }
