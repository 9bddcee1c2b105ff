package ui_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// TestBrowserCodes: a phone reads the receipt off the screen, in every mode and
// language and on every size, and reads what the page meant.
func TestBrowserCodes(t *testing.T) {
	t.Parallel()
	f := browserFor(t, serve(t, ui.Options{Agent: fake.New()}), 30*time.Minute)
	f.opens()
	f.still()
	o := f.order()
	ways := keys(modes)
	for _, row := range rows(len(tongues), len(ways), len(sizes)) {
		s := standing{onPhone, tongues[row[0]], ways[row[1]], sizes[row[2]]}
		f.do(chromedp.EmulateViewport(s.size[0], s.size[1]))
		f.agent.Show(fake.Idle())
		f.sees("idle")
		f.asks(s.language, s.mode)
		f.agent.Show(fake.Ended(o, agent.Approved, pay.Approved))
		f.sees("approved")
		f.do(chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).click()`, named("code-toggle")), nil))
		f.readsCode(s.String())
	}
}

// finest is the least width of a module that phones in a hand read, in millimetres.
const finest = 0.75

// atRest waits until the code stands: captions of speech come and go above it.
const atRest = `new Promise((pass) => {
	let was, frames = 0;
	const look = () => {
		const now = JSON.stringify(document.querySelector(".page").getBoundingClientRect()) + document.querySelector(".caption")?.textContent;
		frames = now === was ? frames + 1 : 0;
		was = now;
		frames > 20 ? pass(true) : requestAnimationFrame(look);
	};
	look();
})`

// drawn is a code on the screen, in pixels of the page.
type drawn struct {
	Text       string
	X, Y       float64 // of its square, with the light margin
	Side       float64
	Modules    float64 // along it, with the margin
	Millimetre float64 // pixels in a millimetre
}

func (d drawn) module() float64 { return d.Side / d.Modules }

func (f finger) readsCode(what string) {
	f.Helper()
	const look = `(() => {
		const code = document.querySelector('[data-testid="code"]');
		code.scrollIntoView({ block: "nearest", behavior: "instant" });
		const { x, y, width, height } = code.getBoundingClientRect();
		const Side = Math.min(width, height);
		const Millimetre = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));
		return { Text: code.dataset.text, X: x + (width - Side) / 2, Y: y + (height - Side) / 2, Side, Modules: code.viewBox.baseVal.width, Millimetre };
	})()`
	var code drawn
	var picture []byte
	f.do(chromedp.WaitVisible(named("code")), chromedp.Evaluate(atRest, nil, awaited), chromedp.Evaluate(look, &code), chromedp.CaptureScreenshot(&picture))
	if wide := code.module() / code.Millimetre; wide < finest {
		f.Errorf("%s: a module of the code is %.2f mm wide, want %.2f", what, wide, finest)
	}
	if got, err := readCode(picture, code); err != nil || got != code.Text {
		f.Errorf("%s: the code reads %q, %v; want %q", what, got, err, code.Text)
	}
}

// reading says how codes are read.
var reading = map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_CHARACTER_SET: "UTF-8"}

// readCode finds the code in a picture of the whole screen and reads it. This
// decoder takes something in the middle of a dense code for one of its corners at
// times, which those of phones do not; then it is told where the corners are.
func readCode(picture []byte, code drawn) (string, error) {
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return "", err
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(closer{img})
	if err != nil {
		return "", err
	}
	if found, err := qrcode.NewQRCodeReader().Decode(bits, reading); err == nil {
		return found.GetText(), nil
	}
	return readAt(bits, code)
}

// readAt reads a code whose corners are known: the middle of each is seven and a
// half modules away from the edges.
func readAt(bits *gozxing.BinaryBitmap, code drawn) (string, error) {
	matrix, err := bits.GetBlackMatrix()
	if err != nil {
		return "", err
	}
	near, far := 7.5*code.module(), code.Side-7.5*code.module()
	corner := func(x, y float64) *detector.FinderPattern {
		return detector.NewFinderPattern1(2*(code.X+x), 2*(code.Y+y), 2*code.module())
	}
	grid, err := detector.NewDetector(matrix).ProcessFinderPatternInfo(detector.NewFinderPatternInfo(corner(near, far), corner(near, near), corner(far, near)))
	if err != nil {
		return "", err
	}
	found, err := decoder.NewDecoder().Decode(grid.GetBits(), reading)
	if err != nil {
		return "", err
	}
	return found.GetText(), nil
}

// closer is a screen as a camera sees it: each of its pixels by two times two of
// the camera's own.
type closer struct{ image.Image }

func (c closer) Bounds() image.Rectangle {
	b := c.Image.Bounds()
	return image.Rect(2*b.Min.X, 2*b.Min.Y, 2*b.Max.X, 2*b.Max.Y)
}

func (c closer) At(x, y int) color.Color { return c.Image.At(x/2, y/2) }
