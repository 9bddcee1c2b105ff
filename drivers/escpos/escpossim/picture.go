package escpossim

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
)

// Sizes of the picture, in dots of the print head.
const (
	margin     = 24
	lineHeight = 30
)

// Draw returns the picture of a slip on paper of so many columns.
func Draw(rows []Row, columns int) (image.Image, error) {
	glyphs, err := loadGlyphs()
	if err != nil {
		return nil, err
	}
	height := 2 * margin
	for _, r := range rows {
		height += lineHeight * r.scale()
	}
	paper := image.NewPaletted(image.Rect(0, 0, columns*halfWidth+2*margin, height), color.Palette{color.White, color.Black})
	y := margin
	for _, r := range rows {
		x := margin
		for _, s := range r {
			for _, c := range s.Text {
				x += glyphs.draw(paper, x, y, c, s)
			}
		}
		y += lineHeight * r.scale()
	}
	return paper, nil
}

// scale is how many times a line is as high as usual.
func (r Row) scale() int {
	for _, s := range r {
		if s.Large {
			return 2
		}
	}
	return 1
}

// columns is the width of the widest line.
func columns(rows []Row) int {
	most := 32
	for _, r := range rows {
		n := 0
		for _, s := range r {
			for _, c := range s.Text {
				n += widthOf(c) * r.scale()
			}
		}
		most = max(most, n)
	}
	return most
}

// show writes the last slip as a picture and the roll as text.
func (p *Printer) show() {
	if p.opts.PNG == "" {
		return
	}
	rows := p.paper.Slips[len(p.paper.Slips)-1]
	if err := writePicture(p.opts.PNG, rows); err != nil {
		p.broken = err
		return
	}
	if err := replaceFile(TextFile(p.opts.PNG), []byte(p.paper.String())); err != nil {
		p.broken = fmt.Errorf("write the text of the roll: %w", err)
	}
}

// TextFile is the name of the text beside a picture.
func TextFile(png string) string { return strings.TrimSuffix(png, filepath.Ext(png)) + ".txt" }

func writePicture(path string, rows []Row) error {
	picture, err := Draw(rows, columns(rows))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return fmt.Errorf("draw the slip: %w", err)
	}
	if err := replaceFile(path, b.Bytes()); err != nil {
		return fmt.Errorf("write the picture of the slip: %w", err)
	}
	return nil
}

// replaceFile writes a file whole or not at all, for whoever reads it meanwhile.
func replaceFile(path string, text []byte) error {
	next := path + ".next"
	if err := os.WriteFile(next, text, 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}
