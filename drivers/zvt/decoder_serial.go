package zvt

// Control characters of the serial line. ACK and NAK travel bare, outside of
// blocks.
const (
	dle = 0x10
	stx = 0x02
	etx = 0x03
	ack = 0x06
	nak = 0x15
)

// Block wraps a frame for the serial line: DLE STX, the frame with every DLE
// doubled, DLE ETX, and a checksum, of which nothing is doubled.
func Block(frame []byte) []byte {
	block := []byte{dle, stx}
	for _, b := range frame {
		if b == dle {
			block = append(block, dle)
		}
		block = append(block, b)
	}
	sum := checksum(frame)
	return append(block, dle, etx, byte(sum), byte(sum>>8))
}

// checksum is CRC-16/KERMIT over the frame, before doubling, and one ETX: the
// polynomial 1021 with the lowest bit first, from zero. The specification calls
// it XModem; every public frame says Kermit.
func checksum(frame []byte) uint16 {
	var sum uint16
	for _, b := range frame {
		sum = sumByte(sum, b)
	}
	return sumByte(sum, etx)
}

func sumByte(sum uint16, b byte) uint16 {
	sum ^= uint16(b)
	for range 8 {
		low := sum & 1
		sum >>= 1
		if low != 0 {
			sum ^= 0x8408
		}
	}
	return sum
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
		d.open()
	case b == dle:
	case d.state == lostAfterDLE:
		d.state = lost
	default:
		d.state, d.wire, d.Noise = idle, nil, true
	}
}

// open begins a block, whatever was there before.
func (d *Decoder) open() { d.state, d.frame, d.wire = inside, nil, []byte{dle, stx} }

// doubled takes what follows a DLE inside of a block.
func (d *Decoder) doubled(b byte) {
	switch b {
	case dle:
		d.frame, d.state = append(d.frame, dle), inside
	case etx:
		d.state = firstSum
	case stx: // the old one never ended
		d.open()
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
