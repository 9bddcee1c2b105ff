package drivers

// Direction is one of the two ways in which bytes travel.
type Direction byte

// The directions.
const (
	ToPad Direction = iota
	FromPad
)

// Masker turns what travels one way over a pad's line into what may be kept and
// shown: the frames, whole and masked by the layouts of their own protocol. Card
// numbers keep at most what [pay.Card] keeps; track data, and whatever describes
// a buyer, keep nothing.
//
// A masker shows what it knows. A field or a message that it does not know is
// hidden, at its full length, and bytes that are no whole frame are counted and
// not shown at all, since half a frame may hold the better half of a card number.
// A masked frame is a frame again: its length and its checksum are right, and
// whoever can read the protocol can read it.
//
// A masker belongs to one direction of one open link, and to one goroutine.
type Masker interface {
	// Mask takes bytes as they travelled, in pieces of any size, and returns what
	// they complete, in order. It keeps nothing of p.
	Mask(p []byte) []Piece

	// Flush gives up what has begun and not ended, because the line fell silent or
	// ended, and returns what is to be told of it.
	Flush() []Piece
}

// Piece is a stretch of a line as it may be shown. One of its fields is set.
type Piece struct {
	// Shown is one whole frame, or one control character outside of frames, as it
	// travels, but masked.
	Shown []byte

	// Hidden counts the bytes of something that was no whole frame.
	Hidden int
}

// Pieces collects what a masker has to tell.
type Pieces []Piece

// Show adds a whole frame.
func (p *Pieces) Show(frame []byte) { *p = append(*p, Piece{Shown: frame}) }

// Hide counts n bytes that are not shown. Counts in a row are one.
func (p *Pieces) Hide(n int) {
	last := len(*p) - 1
	switch {
	case n <= 0:
	case last >= 0 && (*p)[last].Shown == nil:
		(*p)[last].Hidden += n
	default:
		*p = append(*p, Piece{Hidden: n})
	}
}
