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
