package escpos

import "bytes"

// Control characters of the command set.
const (
	lf  = 0x0A
	dle = 0x10
	eot = 0x04
	dc4 = 0x14
	esc = 0x1B
	fs  = 0x1C
	gs  = 0x1D

	xon  = 0x11
	xoff = 0x13
)

// Question is what DLE EOT asks about.
type Question byte

// The questions.
const (
	AskPrinter Question = 1
	AskOffline Question = 2
	AskError   Question = 3
	AskPaper   Question = 4
)

// Commands as they go out.
var (
	cmdReset     = []byte{esc, '@'}
	cmdSensor    = []byte{gs, 'r', 1}
	cmdClear     = []byte{dle, dc4, 8, 1, 3, 20, 1, 6, 2, 8}
	cmdHangul    = []byte{fs, '&'}
	cmdNoHangul  = []byte{fs, '.'}
	cmdWPC1252   = []byte{esc, 't', 16}
	cmdCutMost   = []byte{gs, 'V', 66, 0} // feeds to the knife, leaves a corner
	cmdCutWhole  = []byte{gs, 'V', 65, 0}
	cmdTellItems = byte(0x0E) // of ASB: online, errors, paper
)

func cmdAsk(q Question) []byte { return []byte{dle, eot, byte(q)} }

func cmdASB(on bool) []byte {
	if on {
		return []byte{gs, 'a', cmdTellItems}
	}
	return []byte{gs, 'a', 0}
}

// cmdProcess asks for the name back when all before it was printed. The name has
// four printable characters.
func cmdProcess(name string) []byte {
	return append([]byte{gs, '(', 'H', 6, 0, 48, 48}, name...)
}

func cmdStrong(on bool) []byte { return []byte{esc, 'E', bit(on)} }

// cmdLarge is twice as wide and twice as high.
func cmdLarge(on bool) []byte { return []byte{gs, '!', 0x11 * bit(on)} }

func bit(on bool) byte {
	if on {
		return 1
	}
	return 0
}

// feed is how far the last line goes up where no knife does it.
var feed = bytes.Repeat([]byte{lf}, 5)
