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
	Wire []byte
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
	wire  []byte // everything since the last token
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

// Begun returns how many bytes of something unfinished are held.
func (d *Decoder) Begun() int { return len(d.wire) }

// emit finishes a token.
func (d *Decoder) emit(t Token) {
	t.Wire = d.wire
	d.ready = append(d.ready, t)
	d.state, d.frame, d.wire = idle, nil, nil
}

func (d *Decoder) fail(err error) {
	d.emit(Token{Kind: Broken, Err: fmt.Errorf("%w: %w", ErrFrame, err)})
}

// serial takes one byte of a serial line.
func (d *Decoder) serial(b byte) {
	switch d.state {
	case idle:
		d.atRest(b)
	case afterDLE, lostAfterDLE:
		d.begin(b)
	case inside:
		if b == dle {
			d.state = insideAfterDLE
		} else {
			d.frame = append(d.frame, b)
		}
	case insideAfterDLE:
		d.doubled(b)
	case firstSum:
		d.sum, d.state = b, secondSum
	case secondSum:
		d.finish(uint16(d.sum) | uint16(b)<<8)
	case lost:
		if b == dle {
			d.state = lostAfterDLE
		}
	}
	if len(d.frame) > MaxData+5 {
		d.state, d.frame, d.wire = lost, nil, nil
	}
}

// atRest takes a byte outside of blocks: an answer of the line, the beginning of
// a block, or noise.
func (d *Decoder) atRest(b byte) {
	switch b {
	case ack:
		d.emit(Token{Kind: Ack})
	case nak:
		d.emit(Token{Kind: Nak})
	case dle:
		d.state = afterDLE
	default:
		d.wire, d.Noise = nil, true
	}
}

// begin takes what follows a DLE outside of a block.
func (d *Decoder) begin(b byte) {
	switch {
	case b == stx:
		d.state, d.frame = inside, nil
	case b == dle:
	case d.state == lostAfterDLE:
		d.state = lost
	default:
		d.state, d.wire = idle, nil
	}
}

// doubled takes what follows a DLE inside of a block.
func (d *Decoder) doubled(b byte) {
	switch b {
	case dle:
		d.frame, d.state = append(d.frame, dle), inside
	case etx:
		d.state = firstSum
	case stx: // a new block; the old one never ended
		d.state, d.frame = inside, nil
	default:
		d.state = lost
	}
}

// finish judges a block whose last byte has come.
func (d *Decoder) finish(sum uint16) {
	if sum != checksum(d.frame) {
		d.fail(ErrChecksum)
		return
	}
	d.whole(d.frame)
}

func (d *Decoder) whole(raw []byte) {
	var f Frame
	if err := f.UnmarshalBinary(raw); err != nil {
		d.fail(err)
		return
	}
	d.emit(Token{Kind: Whole, Frame: f})
}

// bare takes one byte of a TCP connection.
func (d *Decoder) bare(b byte) {
	if d.state == lost {
		return
	}
	d.frame = append(d.frame, b)
	if !plausible(d.frame[0]) {
		d.state, d.frame = lost, nil
		return
	}
	head, n, ok := frameSize(d.frame)
	if ok && len(d.frame) == head+n && !lacksLength(d.frame) {
		d.whole(d.frame)
	}
}

// lacksLength recognises a habit of some pads: the result of an end of day comes
// without its length, so that what stands there is BMP 27, and what follows it is
// a result code and no BMP.
func lacksLength(raw []byte) bool {
	const result = 0x27
	return len(raw) > 3 && codeOf(raw) == CodeResult && raw[2] == result && bmps[raw[3]].form == unknown
}

// expireBare ends a frame that seemed to lack its length.
func (d *Decoder) expireBare() {
	if head, n, ok := frameSize(d.frame); ok && len(d.frame) == head+n {
		d.whole(d.frame)
	} else if !d.mended() {
		d.fail(ErrCutOff)
	}
}

// mended reads a frame without its length: what came before the line fell silent
// is all of it, and has to be made of fields.
func (d *Decoder) mended() bool {
	data := d.frame[2:]
	if _, err := ParseFields(data); err != nil {
		return false
	}
	d.emit(Token{Kind: Whole, Frame: Frame{Code: CodeResult, Data: append([]byte(nil), data...)}})
	return true
}
