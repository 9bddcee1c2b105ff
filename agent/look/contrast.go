package look

import (
	"fmt"
	"math"
	"strconv"
)

// Least contrasts, as WCAG 2.2 counts them (1.4.6 and 1.4.11).
const (
	leastText = 7.0
	leastEdge = 3.0
)

// Grounds of the standard theme that a theme's accent stands on.
const (
	paper   = "#f7f7f4"
	surface = "#ffffff"
	accent  = "#0a5f4a"
)

// Colour reads #rrggbb.
func Colour(s string) (r, g, b uint8, err error) {
	v, parseErr := strconv.ParseUint(s[min(1, len(s)):], 16, 32)
	if len(s) != 7 || s[0] != '#' || parseErr != nil {
		return 0, 0, 0, fmt.Errorf("%q is not a colour like #0a5f4a", s)
	}
	return uint8(v >> 16), uint8(v >> 8), uint8(v), nil
}

// Contrast returns how much two colours differ, from 1 (not at all) to 21, by the
// formula of WCAG 2.2.
func Contrast(one, other string) (float64, error) {
	a, err := luminance(one)
	if err != nil {
		return 0, err
	}
	b, err := luminance(other)
	if err != nil {
		return 0, err
	}
	return (max(a, b) + 0.05) / (min(a, b) + 0.05), nil
}

func luminance(colour string) (float64, error) {
	r, g, b, err := Colour(colour)
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b), err
}

// linear undoes the gamma of sRGB.
func linear(channel uint8) float64 {
	c := float64(channel) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

// pair is two colours that meet on the screen.
type pair struct {
	field, colour string
	on, ground    string // the ground's name, and its colour
	least         float64
}

func (p pair) check() error {
	c, err := Contrast(p.colour, p.ground)
	if err != nil {
		return blame("theme."+p.field, err)
	}
	if c < p.least {
		return blame("theme."+p.field, fmt.Errorf("%s on %s (%s) has a contrast of %.2f:1, and a customer needs %g:1; make one darker or lighter",
			p.colour, p.ground, p.on, math.Floor(c*100)/100, p.least))
	}
	return nil
}
