package zvt

import (
	"errors"
	"fmt"
)

// Causes of a broken token.
var (
	ErrChecksum = errors.New("wrong checksum")
	ErrCutOff   = errors.New("cut off")
	ErrPeer     = errors.New("not a ZVT frame")
)

// Kind says what a token is.
type Kind int

// The kinds of tokens.
const (
	Ack Kind = iota
	Nak
	Whole
	Broken
)

// Token is what a decoder finds in a stream of bytes.
type Token struct {
	Kind  Kind
	Frame Frame // of a whole one
	Err   error // of a broken one

	// Wire is the token as it travelled; of a broken one as much as was kept.
	// Before it, and of what was not kept, so many bytes were passed over.
	Wire   []byte
	Passed int
}

// Decoder finds frames in a stream of bytes that comes in pieces of any size. The
// zero value reads a serial line.
type Decoder struct {
	// TCP says that frames come bare.
	TCP bool

	// Noise is set when bytes were passed over, and never cleared here.
	Noise bool

	state decoderState
	frame []byte // of the block under way, with single DLEs
	wire  []byte // of the token under way
	came  int    // bytes since the last token
	sum   byte   // the first byte of the checksum
	ready []Token
}

type decoderState int

const (
	idle decoderState = iota
	afterDLE
	inside
	insideAfterDLE
	firstSum
	secondSum
	lost // until the line is quiet, or a block begins
	lostAfterDLE
)

// Feed takes bytes.
func (d *Decoder) Feed(p []byte) {
	for _, b := range p {
		d.came++
		if d.state != lost {
			d.wire = append(d.wire, b)
		}
		if d.TCP {
			d.bare(b)
		} else {
			d.serial(b)
		}
	}
}

// Next returns the next token.
func (d *Decoder) Next() (Token, bool) {
	if len(d.ready) == 0 {
		return Token{}, false
	}
	t := d.ready[0]
	d.ready = d.ready[1:]
	return t, true
}

// Pending reports whether something has begun that silence may end. Over TCP the
// rest of a frame may take its time; only a frame without its length ends so.
func (d *Decoder) Pending() bool {
	if d.TCP {
		return d.state == lost || lacksLength(d.frame)
	}
	return d.state != idle
}

// Expire gives up what is pending, because the line fell silent.
func (d *Decoder) Expire() {
	switch {
	case !d.Pending():
	case d.TCP && d.state != lost:
		d.expireBare()
	case d.state == lost || d.state == lostAfterDLE:
		d.fail(ErrPeer)
	default:
		d.fail(ErrCutOff)
	}
}

// abandon forgets what has come since the last token, and returns how many bytes
// that was. The rest of a frame over TCP will be no frame: it counts as broken,
// until the line is quiet again.
func (d *Decoder) abandon() int {
	n := d.came
	d.came, d.wire = 0, nil
	if len(d.frame) > 0 {
		d.state, d.frame = lost, nil
	}
	return n
}

// emit finishes a token.
func (d *Decoder) emit(t Token) {
	t.Wire, t.Passed = d.wire, d.came-len(d.wire)
	d.ready = append(d.ready, t)
	d.state, d.frame, d.wire, d.came = idle, nil, nil, 0
}

func (d *Decoder) fail(err error) {
	d.emit(Token{Kind: Broken, Err: fmt.Errorf("%w: %w", ErrFrame, err)})
}

func (d *Decoder) whole(raw []byte) {
	var f Frame
	if err := f.UnmarshalBinary(raw); err != nil {
		d.fail(err)
		return
	}
	d.emit(Token{Kind: Whole, Frame: f})
}
