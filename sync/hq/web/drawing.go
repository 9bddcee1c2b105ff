package web

import (
	"fmt"
	"html/template"
	"strings"

	"rsc.io/qr"
)

// qrCode draws a text for a phone's camera: dark on light in every theme, with the
// quiet edge that cameras need.
func qrCode(text string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	const edge = 4
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+edge, y+edge)
			}
		}
	}
	size := code.Size + 2*edge
	return template.HTML(fmt.Sprintf(`<svg class="qr" viewBox="0 0 %d %d" width="200" height="200" aria-hidden="true"><rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>`,
		size, size, size, size, path.String())), nil // numbers alone
}

// bar is one bar of a chart.
type bar struct {
	Label string // below it; empty for none
	Title string // all of it, for who asks
	Value int64
}

// Measures of a chart, in its own units.
const (
	chartHeight = 120
	chartLeft   = 96  // for the largest value, in words
	chartInner  = 400 // for all bars
)

// chart is bars from zero, with the largest value written at its line.
type chart struct {
	Name  string // what is drawn
	Top   string // the largest value, in words
	Bars  []drawnBar
	Width int
	Bar   int // width of one
}

type drawnBar struct {
	bar
	X, Y, Height, Middle int
}

func draw(name, top string, bars []bar) chart {
	apart := chartInner / max(len(bars), 1)
	c := chart{Name: name, Top: top, Width: chartLeft + chartInner + 20, Bar: apart * 3 / 4}
	most := int64(1)
	for _, b := range bars {
		most = max(most, b.Value)
	}
	for i, b := range bars {
		h := int(max(b.Value, 0) * chartHeight / most)
		if b.Value > 0 {
			h = max(h, 2) // seen, however small
		}
		x := chartLeft + i*apart
		c.Bars = append(c.Bars, drawnBar{b, x, chartHeight - h + 10, h, x + c.Bar/2})
	}
	return c
}
