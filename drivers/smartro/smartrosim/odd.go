package smartrosim

import (
	"bytes"

	"kioskd/drivers/sim"
)

// Where the words of a rejection stand, and what is left of them after a cut in
// the middle of a character.
const (
	wordsAt  = 117
	wordsCut = 120 + 2*8 + 1
)

// oddly writes the data of a result as some pads do.
func oddly(plan *sim.Plan, data []byte) []byte {
	data = bytes.Clone(data)
	rejects := len(data) > 0 && data[0] == 'X'
	if plan.Has(lowerX) && rejects {
		data[0] = 'x'
	}
	if plan.Has(cutText) && rejects && len(data) > wordsCut {
		copy(data[wordsAt+3:wordsCut], bytes.Repeat([]byte{0xBD, 0xC3}, 9))
		copy(data[wordsCut:], bytes.Repeat([]byte{' '}, len(data)-wordsCut))
	}
	if plan.Has(zeroFill) {
		data = bytes.ReplaceAll(data, []byte{' '}, []byte{0})
	}
	return data
}
