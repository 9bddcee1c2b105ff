package reader

import "bytes"

// Cutter cuts what comes over a line into frames, in pieces of any size. After
// nonsense it goes on at the next beginning of a frame.
type Cutter struct {
	held    []byte
	damaged int
}

// Add takes what has come.
func (c *Cutter) Add(p []byte) { c.held = append(c.held, p...) }

// Next returns the next whole frame, and false when more has to come first.
func (c *Cutter) Next() (Frame, bool) {
	for len(c.held) > 0 {
		size, err := frameSize(c.held)
		if err == nil && (size == 0 || len(c.held) < size) {
			return Frame{}, false
		}
		var f Frame
		if err == nil {
			err = f.UnmarshalBinary(c.held[:size])
		}
		if err == nil {
			c.held = c.held[size:]
			return f, true
		}
		c.skip()
	}
	return Frame{}, false
}

// skip drops bytes up to where the next frame may begin: a damaged length must not
// take the good frame behind it along.
func (c *Cutter) skip() {
	c.damaged++
	i := bytes.IndexByte(c.held[1:], magic0)
	if i < 0 {
		c.held = nil
		return
	}
	c.held = c.held[1+i:]
}

// Drop forgets the beginning of a frame whose rest did not come, and looks for
// frames behind it with the next [Cutter.Next].
func (c *Cutter) Drop() {
	if len(c.held) > 0 {
		c.skip()
	}
}

// Partial reports whether a frame has begun and not ended.
func (c *Cutter) Partial() bool { return len(c.held) > 0 }

// Damaged returns how often bytes had to be skipped.
func (c *Cutter) Damaged() int { return c.damaged }
