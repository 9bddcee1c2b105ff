package escpos

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
)

// Kind is the kind of an [Answer].
type Kind int

// The kinds of answers.
const (
	Garbage  Kind = iota // none of the others
	RealTime             // to DLE EOT: one byte
	Sensor               // to GS r 1: one byte
	Auto                 // ASB: four bytes, unasked
	Process              // to GS ( H: a name of four characters
	Cleared              // to DLE DC4 8
)

// Answer is something that a printer said.
type Answer struct {
	Kind Kind
	Data []byte // the status bytes, the name, or what was not understood
}

var _ encoding.BinaryMarshaler = Answer{}

// Blocks begin and end so.
const (
	blockHead    = 0x37
	blockProcess = 0x22
	blockClear   = 0x25
	blockEnd     = 0x00

	processLength = 7
	clearLength   = 3
	autoLength    = 4
	nameLength    = 4
)

// MarshalBinary returns the answer as the printer writes it.
func (a Answer) MarshalBinary() ([]byte, error) {
	switch a.Kind {
	case Process:
		if len(a.Data) != nameLength {
			return nil, fmt.Errorf("write a process answer: a name of %d characters, want %d", len(a.Data), nameLength)
		}
		return append(append([]byte{blockHead, blockProcess}, a.Data...), blockEnd), nil
	case Cleared:
		return []byte{blockHead, blockClear, blockEnd}, nil
	}
	if len(a.Data) == 0 {
		return nil, errors.New("write an answer: it has no bytes")
	}
	return bytes.Clone(a.Data), nil
}

// Decoder finds answers in what a printer says, in pieces of any size. The fixed
// bits tell them apart (Epson's command reference, "Identifying the status").
type Decoder struct {
	held   []byte
	paused bool
}

// Feed takes the next piece. XON and XOFF stand outside of all answers, also in
// their middle.
func (d *Decoder) Feed(piece []byte) {
	for _, b := range piece {
		switch b {
		case xon, xoff:
			d.paused = b == xoff
		default:
			d.held = append(d.held, b)
		}
	}
}

// Paused reports whether the printer's last word on it was XOFF.
func (d *Decoder) Paused() bool { return d.paused }

// Pending reports whether an answer has begun and not ended.
func (d *Decoder) Pending() bool { return len(d.held) > 0 }

// Reset forgets what has begun.
func (d *Decoder) Reset() { d.held = nil }

// Next returns the next answer, if there is a whole one.
func (d *Decoder) Next() (Answer, bool) {
	if len(d.held) == 0 {
		return Answer{}, false
	}
	kind, size := classify(d.held)
	if size == 0 {
		return Answer{}, false
	}
	a := Answer{Kind: kind, Data: bytes.Clone(d.held[:size])}
	d.held = d.held[size:]
	switch kind {
	case Process:
		a.Data = a.Data[2 : 2+nameLength]
	case Cleared:
		a.Data = nil
	}
	return a, true
}

// classify returns what the bytes begin with, and how long it is; 0 means that
// more is needed to tell.
func classify(b []byte) (Kind, int) {
	switch first := b[0]; {
	case first == blockHead:
		return classifyBlock(b)
	case first&0x93 == 0x12:
		return RealTime, 1
	case first&0x93 == 0x10:
		return classifyAuto(b)
	case first&0x90 == 0:
		return Sensor, 1
	}
	return Garbage, 1
}

func classifyBlock(b []byte) (Kind, int) {
	if len(b) < 2 {
		return Garbage, 0
	}
	switch b[1] {
	case blockClear:
		return ended(Cleared, b, clearLength)
	case blockProcess:
		for _, c := range b[2:min(len(b), 2+nameLength)] {
			if c < 0x20 || c > 0x7E {
				return Garbage, 1
			}
		}
		return ended(Process, b, processLength)
	}
	return Garbage, 1
}

// ended checks the last byte of a block.
func ended(k Kind, b []byte, size int) (Kind, int) {
	switch {
	case len(b) < size:
		return k, 0
	case b[size-1] != blockEnd:
		return Garbage, 1
	}
	return k, size
}

// classifyAuto checks the fixed bits of the three bytes that follow.
func classifyAuto(b []byte) (Kind, int) {
	for _, c := range b[1:min(len(b), autoLength)] {
		if c&0x90 != 0 {
			return Garbage, 1
		}
	}
	if len(b) < autoLength {
		return Auto, 0
	}
	return Auto, autoLength
}
