package smartro

import (
	"encoding/binary"
	"fmt"
)

// ErrCutOff is the cause when a frame began and its rest did not come.
var ErrCutOff = fmt.Errorf("%w: cut off", ErrFrame)

// Kind is the kind of a [Token].
type Kind int

// What a line carries.
const (
	Ack    Kind = iota + 1
	Nack        // the receiver wants the frame again
	Whole       // a good frame
	Broken      // something that began like a frame and is none
	Noise       // bytes that mean nothing
)

// Token is one thing that came over the line.
type Token struct {
	Kind  Kind
	Frame Frame // of Whole
	Job   Job   // of Broken, as far as it can be believed
	Err   error // of Broken
}

// Decoder cuts a stream of bytes into tokens. Feed it what was read, in pieces
// of any size, and call Next until it has no more. The zero value is ready.
//
// Lengths alone decide where a frame ends. When a frame turns out to be none,
// the search goes on inside the bytes that it held, since its STX may have been
// noise in front of a real frame. Control characters in such bytes count for
// nothing: what looks like a NACK there could make a payment go out twice.
type Decoder struct {
	held    []byte
	tainted int  // so many of held were part of something broken
	expired bool // nothing will be added to held
}

// Feed adds bytes that were read.
func (d *Decoder) Feed(p []byte) { d.held = append(d.held, p...) }

// Pending reports whether a frame has begun and not ended.
func (d *Decoder) Pending() bool { return len(d.held) > 0 }

// Expire says that the rest of a pending frame will not come. Next then looks
// for frames in what is held, until nothing is.
func (d *Decoder) Expire() { d.expired = len(d.held) > 0 }

// Next returns the next token, or false when it needs more bytes.
func (d *Decoder) Next() (Token, bool) {
	for len(d.held) > 0 {
		if d.held[0] == stx {
			return d.frame()
		}
		if t, ok := d.bare(); ok {
			return t, true
		}
	}
	d.expired = false
	return Token{}, false
}

// bare takes one byte outside of a frame.
func (d *Decoder) bare() (Token, bool) {
	c, tainted := d.held[0], d.tainted > 0
	d.drop(1)
	switch {
	case tainted:
		return Token{}, false
	case c == ack:
		return Token{Kind: Ack}, true
	case c == nack:
		return Token{Kind: Nack}, true
	}
	return Token{Kind: Noise}, true
}

// frame takes the frame that begins with the first byte.
func (d *Decoder) frame() (Token, bool) {
	if len(d.held) < headSize {
		return d.short()
	}
	n := int(binary.LittleEndian.Uint16(d.held[33:headSize]))
	if n > MaxData {
		d.taint(headSize)
		return Token{Kind: Noise}, true
	}
	size := headSize + n + tailSize
	if len(d.held) < size {
		return d.short()
	}
	t := Token{Kind: Whole, Job: Job(d.held[31])}
	if t.Err = t.Frame.UnmarshalBinary(d.held[:size]); t.Err != nil {
		t.Kind = Broken
		d.taint(size)
		return t, true
	}
	d.drop(size)
	return t, true
}

// short is a frame that is not complete: wait for more, or give it up.
func (d *Decoder) short() (Token, bool) {
	if !d.expired {
		return Token{}, false
	}
	t := Token{Kind: Broken, Err: ErrCutOff}
	if len(d.held) > 31 {
		t.Job = Job(d.held[31])
	}
	d.taint(len(d.held))
	return t, true
}

// taint gives up the STX in front, and all meaning of control characters among
// the first n bytes.
func (d *Decoder) taint(n int) {
	d.tainted = max(d.tainted, n)
	d.drop(1)
}

func (d *Decoder) drop(n int) {
	d.held = d.held[n:]
	d.tainted = max(0, d.tainted-n)
}
