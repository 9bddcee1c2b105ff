package escpossim

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"sync"
)

// Sizes of a character in dots, as of font A and its Hangul.
const (
	halfWidth  = 12
	fullWidth  = 24
	cellHeight = 24
)

// packed are the characters, drawn by the program in font: for each its code
// point (four bytes) and its dots, row by row, most significant bit first, with
// halfWidth or fullWidth of them in a row as [widthOf] says. See LICENSE.txt.
//
//go:embed glyphs.gz
var packed []byte

type glyphs map[rune][]byte

var loadGlyphs = sync.OnceValues(func() (glyphs, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("read the bitmap font: %w", err)
	}
	g := glyphs{}
	for {
		var r [4]byte
		if _, err := io.ReadFull(z, r[:]); errors.Is(err, io.EOF) {
			return g, nil
		} else if err != nil {
			return nil, fmt.Errorf("read the bitmap font: %w", err)
		}
		c := rune(binary.BigEndian.Uint32(r[:]))
		dots := make([]byte, widthOf(c)*halfWidth*cellHeight/8)
		if _, err := io.ReadFull(z, dots); err != nil {
			return nil, fmt.Errorf("read the bitmap font: %w", err)
		}
		g[c] = dots
	}
})

// widthOf is the width of a character in columns.
func widthOf(r rune) int {
	if r >= 0x1100 {
		return 2
	}
	return 1
}

// draw puts a character on the paper and returns how far the next one is away. A
// character that the font lacks is a box.
func (g glyphs) draw(paper *image.Paletted, x, y int, c rune, s Span) int {
	width, scale := widthOf(c)*halfWidth, 1
	if s.Large {
		scale = 2
	}
	dots, ok := g[c]
	for row := range cellHeight {
		for column := range width {
			at := row*width + column
			edge := !ok && (row == 2 || row == cellHeight-3 || column == 1 || column == width-2)
			if edge || ok && dots[at/8]&(0x80>>(at%8)) != 0 {
				blot(paper, x+column*scale, y+row*scale, scale, s.Strong)
			}
		}
	}
	return width * scale
}

// blot is one dot of the head, a little wider where the letters are strong.
func blot(paper *image.Paletted, x, y, scale int, strong bool) {
	across := scale
	if strong {
		across++
	}
	for dy := range scale {
		for dx := range across {
			if (image.Point{X: x + dx, Y: y + dy}).In(paper.Rect) {
				paper.SetColorIndex(x+dx, y+dy, 1)
			}
		}
	}
}
