// Package plot draws a few lines over time as a picture: what a page needs that
// shows whether something grows.
//
//	plot.Chart{Title: "Memory", Unit: "MB", Lines: []plot.Line{{"kioskd", points}}}.Write(file)
//
// The vertical axis begins at 0, so that nothing looks steeper than it is.
package plot

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Point is a value at a time, in minutes. A value that is not a number breaks the
// line.
type Point struct{ Minutes, Value float64 }

// Line is one of several, with its name for the legend.
type Line struct {
	Name   string
	Points []Point
}

// Band is a stretch of time with a name.
type Band struct {
	Name     string
	From, To float64 // minutes
}

// Chart is a picture. Its zero value is an empty one.
type Chart struct {
	Title, Unit string
	Lines       []Line
	Bands       []Band
}

// Measures of a picture, in pixels.
const (
	width, height = 1000, 320
	left, right   = 64, 20
	top, bottom   = 56, 36
	textSize      = 14
)

var (
	ink    = color.RGBA{0x33, 0x33, 0x33, 0xff}
	grid   = color.RGBA{0xe4, 0xe4, 0xe4, 0xff}
	shade  = color.RGBA{0xf3, 0xf0, 0xe6, 0xff}
	shades = []color.RGBA{shade, {0xea, 0xf3, 0xea, 0xff}}
	inks   = []color.RGBA{{0x1f, 0x6f, 0xb4, 0xff}, {0xd6, 0x6b, 0x0d, 0xff}, {0x2c, 0x8a, 0x4b, 0xff}, {0x8e, 0x4f, 0xa8, 0xff}}
)

// canvas is a chart being drawn.
type canvas struct {
	*image.RGBA
	face            font.Face
	minutes, values float64 // at the ends of the axes
}

// Write draws the chart as PNG.
func (c Chart) Write(w io.Writer) error {
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return fmt.Errorf("read the font: %w", err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: textSize, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return fmt.Errorf("read the font: %w", err)
	}
	v := canvas{RGBA: image.NewRGBA(image.Rect(0, 0, width, height)), face: face}
	v.minutes, v.values = c.ends()
	c.draw(v)
	return png.Encode(w, v)
}

// ends finds how far the axes go; they go somewhere even where there is nothing.
func (c Chart) ends() (minutes, values float64) {
	minutes, values = 1e-9, 1e-9
	for _, l := range c.Lines {
		for _, p := range l.Points {
			if !math.IsNaN(p.Value) {
				minutes, values = max(minutes, p.Minutes), max(values, p.Value)
			}
		}
	}
	return minutes, values * 1.08
}

func (c Chart) draw(v canvas) {
	draw.Draw(v, v.Bounds(), image.White, image.Point{}, draw.Src)
	for i, b := range c.Bands {
		v.band(b, shades[i%len(shades)])
	}
	v.axes(c.Unit)
	v.text(c.Title, left, 20, ink)
	at := left
	for i, l := range c.Lines {
		tone := inks[i%len(inks)]
		v.line(l.Points, tone)
		v.box(image.Rect(at, 34, at+14, 38), tone)
		at = v.text(l.Name, at+20, 42, ink) + 24
	}
}

func (v canvas) x(minutes float64) float64 {
	return left + minutes/v.minutes*(width-left-right)
}

func (v canvas) y(value float64) float64 {
	return height - bottom - value/v.values*(height-top-bottom)
}

func (v canvas) box(r image.Rectangle, tone color.Color) {
	draw.Draw(v, r, image.NewUniform(tone), image.Point{}, draw.Src)
}

func (v canvas) band(b Band, tone color.Color) {
	from, to := int(v.x(b.From)), int(v.x(min(b.To, v.minutes)))
	v.box(image.Rect(from, top, to, height-bottom), tone)
	v.text(b.Name, from+6, top+16, color.RGBA{0x77, 0x77, 0x77, 0xff})
}

// axes draws a grid with its numbers.
func (v canvas) axes(unit string) {
	for _, n := range ticks(v.values) {
		at := int(v.y(n))
		v.box(image.Rect(left, at, width-right, at+1), grid)
		label := short(n)
		v.text(label, left-10-v.width(label), at+5, ink)
	}
	for _, n := range ticks(v.minutes) {
		at := int(v.x(n))
		v.box(image.Rect(at, top, at+1, height-bottom), grid)
		label := short(n)
		v.text(label, at-v.width(label)/2, height-14, ink)
	}
	v.text("min", width-right-v.width("min"), height-2, ink)
	v.text(unit, 6, top-10, ink)
}

// ticks are round numbers from 0 to an end: about five of them.
func ticks(end float64) (all []float64) {
	step := math.Pow(10, math.Floor(math.Log10(end)))
	for _, share := range []float64{1, 0.5, 0.2, 0.1} {
		if end/(step*share) >= 4 {
			step *= share
			break
		}
	}
	for n := 0.0; n <= end; n += step {
		all = append(all, n)
	}
	return all
}

func short(n float64) string { return fmt.Sprintf("%.4g", n) }

func (v canvas) width(text string) int { return font.MeasureString(v.face, text).Ceil() }

// text writes, and returns where it ended.
func (v canvas) text(text string, x, y int, tone color.Color) int {
	d := font.Drawer{Dst: v, Src: image.NewUniform(tone), Face: v.face, Dot: fixed.P(x, y)}
	d.DrawString(text)
	return d.Dot.X.Ceil()
}

// line draws what is known, with gaps where nothing is.
func (v canvas) line(points []Point, tone color.Color) {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if !math.IsNaN(a.Value) && !math.IsNaN(b.Value) {
			v.stroke(v.x(a.Minutes), v.y(a.Value), v.x(b.Minutes), v.y(b.Value), tone)
		}
	}
}

// thick is half the width of a line.
const thick = 0.9

// stroke draws a straight line as a narrow quadrangle.
func (v canvas) stroke(x1, y1, x2, y2 float64, tone color.Color) {
	length := math.Hypot(x2-x1, y2-y1)
	if length == 0 {
		return
	}
	dx, dy := (x2-x1)/length*thick, (y2-y1)/length*thick
	// The ends reach a little too far, so that neighbours leave no notch.
	x1, y1, x2, y2 = x1-dx/2, y1-dy/2, x2+dx/2, y2+dy/2
	area := image.Rect(int(min(x1, x2))-2, int(min(y1, y2))-2, int(max(x1, x2))+3, int(max(y1, y2))+3)
	r := vector.NewRasterizer(area.Dx(), area.Dy())
	at := func(x, y float64) (float32, float32) {
		return float32(x - float64(area.Min.X)), float32(y - float64(area.Min.Y))
	}
	r.MoveTo(at(x1-dy, y1+dx))
	r.LineTo(at(x2-dy, y2+dx))
	r.LineTo(at(x2+dy, y2-dx))
	r.LineTo(at(x1+dy, y1-dx))
	r.ClosePath()
	r.Draw(v, area, image.NewUniform(tone), image.Point{})
}
