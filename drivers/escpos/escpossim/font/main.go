// Command font draws the bitmap font of the simulated receipt printer, in a
// browser and from the web font of the kiosk's page:
//
//	go run ./drivers/escpos/escpossim/font
//
// It draws what Korean receipt printers hold: ASCII, the western letters, and
// the 2350 syllables of KS X 1001. The result is committed; run it again only to
// change it.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"golang.org/x/text/encoding/korean"
)

const (
	source = "ui/web/fonts/Pretendard-Regular.subset.woff2"
	target = "drivers/escpos/escpossim/glyphs.gz"
)

// draw fills a canvas with one character and returns its dots, packed.
const draw = `(async () => {
  const face = new FontFace("paper", "url(data:font/woff2;base64,%s)");
  document.fonts.add(await face.load());
  const canvas = document.createElement("canvas");
  const g = canvas.getContext("2d", { willReadFrequently: true });
  let all = "";
  for (const c of %q) {
    const width = c.codePointAt(0) >= 0x1100 ? 24 : 12;
    canvas.width = width; canvas.height = 24;
    g.fillStyle = "white"; g.fillRect(0, 0, width, 24);
    g.fillStyle = "black"; g.font = "22px paper"; g.textBaseline = "alphabetic";
    const natural = g.measureText(c).width, scale = Math.min(1, (width - 1) / natural);
    g.setTransform(scale, 0, 0, 1, (width - natural * scale) / 2, 0);
    g.fillText(c, 0, 19);
    const dots = g.getImageData(0, 0, width, 24).data;
    for (let i = 0; i < width * 24; i += 8) {
      let byte = 0;
      for (let bit = 0; bit < 8; bit++) if (dots[(i + bit) * 4] < 150) byte |= 0x80 >> bit;
      all += String.fromCharCode(byte);
    }
  }
  return btoa(all);
})()`

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "font:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	web, err := os.ReadFile(source)
	if err != nil {
		return fmt.Errorf("%w; run it in the root of the repository", err)
	}
	characters := repertoire()
	dots, err := inBrowser(ctx, fmt.Sprintf(draw, base64.StdEncoding.EncodeToString(web), string(characters)))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	for _, c := range characters {
		size := 36
		if c >= 0x1100 {
			size = 72
		}
		if _, err := z.Write(append(binary.BigEndian.AppendUint32(nil, uint32(c)), dots[:size]...)); err != nil {
			return err
		}
		dots = dots[size:]
	}
	if err := z.Close(); err != nil {
		return err
	}
	fmt.Printf("%d characters, %d bytes\n", len(characters), b.Len())
	return os.WriteFile(target, b.Bytes(), 0o644)
}

// repertoire is every character that is drawn.
func repertoire() (all []rune) {
	for c := rune(0x20); c < 0x7F; c++ {
		all = append(all, c)
	}
	for c := rune(0xA1); c <= 0xFF; c++ {
		if c != 0xAD {
			all = append(all, c)
		}
	}
	for lead := byte(0xB0); lead <= 0xC8; lead++ {
		for trail := byte(0xA1); trail <= 0xFE; trail++ {
			if text, err := korean.EUCKR.NewDecoder().Bytes([]byte{lead, trail}); err == nil {
				all = append(all, []rune(string(text))...)
			}
		}
	}
	return all
}

func inBrowser(ctx context.Context, script string) ([]byte, error) {
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, stop := chromedp.NewExecAllocator(ctx, flags...)
	defer stop()
	ctx, leave := chromedp.NewContext(ctx)
	defer leave()
	var packed string
	err := chromedp.Run(ctx, chromedp.Navigate("about:blank"),
		chromedp.Evaluate(script, &packed, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if err != nil {
		return nil, fmt.Errorf("draw in the browser: %w", err)
	}
	return base64.StdEncoding.DecodeString(packed)
}
