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

func (f finger) readsCode(what string) {
	f.Helper()
	const look = `(() => {
		const code = document.querySelector('[data-testid="code"]');
		code.scrollIntoView({ block: "nearest", behavior: "instant" });
		const { width, height } = code.getBoundingClientRect();
		const mm = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--mm"));
		return { text: code.dataset.text, module: Math.min(width, height) / code.viewBox.baseVal.width / mm };
	})()`
	var code struct {
		Text   string
		Module float64
	}
	var picture []byte
	toggle := fmt.Sprintf(`document.querySelector(%q).click()`, named("code-toggle"))
	f.do(chromedp.Evaluate(toggle, nil), chromedp.WaitVisible(named("code")), chromedp.Evaluate(atRest, nil, awaited), chromedp.Evaluate(look, &code), chromedp.CaptureScreenshot(&picture))
	if code.Module < finest {
		f.Errorf("%s: a module of the code is %.2f mm wide, want %.2f", what, code.Module, finest)
	}
	if got, err := readCode(picture); err != nil || got != code.Text {
		f.Errorf("%s: the code reads %q, %v; want %q", what, got, err, code.Text)
	}
}

// readCode finds the code in a picture of the whole screen and reads it.
func readCode(picture []byte) (string, error) {
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return "", err
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(closer{img})
	if err != nil {
		return "", err
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_CHARACTER_SET: "UTF-8"}
	found, err := qrcode.NewQRCodeReader().Decode(bits, hints)
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
