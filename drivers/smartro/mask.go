package smartro

import (
	"bytes"
	"slices"

	"kioskd/drivers"
)

// masker masks one direction of a line. The zero value is ready.
type masker struct{ decoder Decoder }

var _ drivers.Masker = (*masker)(nil)

// newMasker is the Mask of [Listing]: both directions use the same frames.
func newMasker(drivers.Options, drivers.Direction) drivers.Masker { return &masker{} }

// Mask implements [drivers.Masker].
func (m *masker) Mask(p []byte) []drivers.Piece {
	m.decoder.Feed(p)
	return m.take()
}

// Flush implements [drivers.Masker].
func (m *masker) Flush() []drivers.Piece {
	m.decoder.Expire()
	return m.take()
}

func (m *masker) take() (all drivers.Pieces) {
	for {
		before := len(m.decoder.held)
		t, ok := m.decoder.Next()
		used := before - len(m.decoder.held)
		shown := maskToken(t)
		all.Hide(used - len(shown)) // what the decoder passed over on its way
		if shown != nil {
			all.Show(shown)
		}
		if !ok {
			return all
		}
	}
}

// maskToken returns what may be shown of a token, nil for nothing.
func maskToken(t Token) []byte {
	switch t.Kind {
	case Ack:
		return []byte{ack}
	case Nack:
		return []byte{nack}
	case Whole:
		return maskFrame(t.Frame)
	}
	return nil
}

// maskFrame writes a frame again, with its data masked. A frame that was read can
// be written, and has its length again.
func maskFrame(f Frame) []byte {
	f.Data = maskData(f.Job, f.Data)
	raw, err := f.MarshalBinary()
	if err != nil {
		return nil
	}
	return raw
}

// span is a stretch of the data of a message, and what becomes of it.
type span struct {
	size int
	rule func([]byte) []byte
}

// layouts are the messages that may be shown, as stretches of their data. What a
// job is not known to carry, and data of another length, is hidden as a whole:
// configuration holds addresses of the VAN, F the number of somebody's card.
var layouts = map[Job][][]span{
	'A': {{}}, 'D': {{}}, 'E': {{}}, 'e': {{}}, 'F': {{}}, 'J': {{}}, 'K': {{}}, 'k': {{}},
	'L': {{}}, 'M': {{}}, 'R': {{}}, 'r': {{}}, 'V': {{}}, 'Y': {{}},
	'a': {{{4, keep}}},
	'B': {{{approvalRequestSize, keep}}},
	'b': {resultSpans, resultPGSpans},
	'c': {resultSpans, resultPGSpans},
	'd': {{{2, keep}, {20, maskCard}, {31, keep}}},
	'G': {{{29, keep}, {310, hide}}}, // buyer and product
	'g': {resultSpans, resultPGSpans},
	'l': {{}, resultSpans, resultPGSpans},
	'm': {{{1, keep}}},
	'S': {{{3, keep}}}, 's': {{{3, keep}}},
	'v': {{{45, keep}}},
	'@': {{{eventDataSize, keep}}},
}

var (
	resultSpans   = []span{{2, keep}, {20, maskCard}, {95, keep}, {40, maskWords}}
	resultPGSpans = slices.Concat(resultSpans, []span{{30, keep}})
)

// maskData masks the data of a job, at its full length.
func maskData(j Job, data []byte) []byte {
	if j == JobCancel {
		return maskCancel(data)
	}
	for _, layout := range layouts[j] {
		if sizeOf(layout) == len(data) {
			return applySpans(layout, data)
		}
	}
	return hide(data)
}

func sizeOf(layout []span) (n int) {
	for _, s := range layout {
		n += s.size
	}
	return n
}

func applySpans(layout []span, data []byte) []byte {
	masked := make([]byte, 0, len(data))
	for _, s := range layout {
		masked = append(masked, s.rule(data[len(masked):len(masked)+s.size])...)
	}
	return masked
}

// maskCancel masks C. Behind its fixed part stands a PG number, or what names a
// person: the number on a cash receipt is somebody's telephone.
func maskCancel(data []byte) []byte {
	const fixed, lengthOfInfo = 57, 2
	switch {
	case len(data) == fixed:
		return keep(data)
	case len(data) < fixed+lengthOfInfo:
		return hide(data)
	}
	shown := bytes.Clone(data[:fixed+lengthOfInfo])
	info := data[fixed+lengthOfInfo:]
	if kind := data[0]; kind == '4' || kind == '5' {
		return append(shown, keep(info)...)
	}
	return append(shown, hide(info)...)
}

func keep(b []byte) []byte { return bytes.Clone(b) }

func hide(b []byte) []byte { return bytes.Repeat([]byte{'*'}, len(b)) }

// maskCard keeps of a card number what [pay.Card] keeps. No card stays none.
func maskCard(field []byte) []byte {
	if isBlank(string(field)) {
		return keep(field)
	}
	w := &writer{what: "card number"}
	writeCard(w, readCard(field))
	return w.data
}

// maskWords hides long numbers in text that the VAN wrote for people, also those
// in groups of digits.
func maskWords(field []byte) []byte {
	const most = 6
	masked := bytes.Clone(field)
	for i := 0; i < len(masked); i++ {
		size, digits := numberAt(masked[i:])
		if digits > most {
			copy(masked[i:], hide(masked[i:i+size]))
		}
		i += size
	}
	return masked
}

// numberAt measures the number that b begins with. One space or hyphen between
// digits does not end it.
func numberAt(b []byte) (size, digits int) {
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			size, digits = i+1, digits+1
		case c != ' ' && c != '-', i == 0, i > size:
			return size, digits
		}
	}
	return size, digits
}
