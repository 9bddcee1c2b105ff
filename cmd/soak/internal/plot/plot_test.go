package plot

import (
	"bytes"
	"image/color"
	"image/png"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWrite: a picture has the line where its values are, a gap where there are
// none, and is the same each time.
func TestWrite(t *testing.T) {
	t.Parallel()
	c := Chart{Title: "Memory", Unit: "MB", Bands: []Band{{"rough", 0, 4}}, Lines: []Line{{"kioskd", []Point{
		{0, 10}, {1, 10}, {2, 10}, {3, 10}, {4, 10}, {5, math.NaN()}, {6, 10}, {10, 10},
	}}}}
	var once, again bytes.Buffer
	if err := c.Write(&once); err != nil {
		t.Fatal(err)
	}
	if err := c.Write(&again); err != nil || !bytes.Equal(once.Bytes(), again.Bytes()) {
		t.Errorf("another picture of the same: %v", err)
	}
	picture, err := png.Decode(&once)
	if err != nil {
		t.Fatal(err)
	}
	v := canvas{minutes: 10, values: 10 * 1.08}
	at := func(minutes, value float64) color.Color {
		return color.RGBAModel.Convert(picture.At(int(v.x(minutes)), int(v.y(value))))
	}
	if got := at(2.5, 10); got != color.Color(inks[0]) {
		t.Errorf("no line at its value: %v", got)
	}
	if got := at(5.1, 10); got == color.Color(inks[0]) {
		t.Error("a line where nothing was seen")
	}
	if got := at(2.5, 3.3); got != color.Color(shade) {
		t.Errorf("no band: %v", got)
	}
}

func TestTicks(t *testing.T) {
	t.Parallel()
	for end, want := range map[float64][]float64{10: {0, 2, 4, 6, 8, 10}, 120: {0, 20, 40, 60, 80, 100, 120}, 4.5: {0, 1, 2, 3, 4}} {
		if diff := cmp.Diff(want, ticks(end)); diff != "" {
			t.Errorf("up to %v (-want +got):\n%s", end, diff)
		}
	}
	if got := ticks(1e-9); len(got) < 2 || len(got) > 12 {
		t.Errorf("nothing at all has %d marks", len(got))
	}
}

// TestEmpty: a run that saw nothing has a picture of nothing.
func TestEmpty(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := (Chart{}).Write(&b); err != nil || b.Len() == 0 {
		t.Error(err)
	}
}
