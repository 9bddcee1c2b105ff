// Command screens takes the pictures in docs/screens from the real page: a whole
// kiosk with a simulated pad runs behind it, and a real browser walks from screen
// to screen as a customer would, in each language and each way the screen may
// hang. A screen that does not come is an error, so that a picture never shows
// what the program no longer does.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"kioskd/cmd/internal/demoapp"
	providers "kioskd/sync/hq/pg/config"
)

type cli struct {
	Out  string   `help:"Folder for the pictures." default:"docs/screens"`
	Ways []string `help:"How the customer is served: SIZE/LANGUAGE, or SIZE/LANGUAGE-MODE with contrast, low, large or speech." default:"${ways}"`
	Main bool     `help:"Only the way from the menu to the receipt, which is all that small screens and modes show anyway."`
}

// ways are the pictures that are kept: both large screens in Korean and English,
// the small ones in English, the other languages and each mode once.
const ways = "1080x1920/ko,1080x1920/en,1920x1080/ko,1920x1080/en,1280x800/en,800x480/en,1080x1920/ja,1080x1920/zh," +
	"1080x1920/ko-contrast,1080x1920/ko-low,1080x1920/ko-large,1080x1920/ko-speech"

func main() {
	var c cli
	kong.Parse(&c, kong.Name("screens"), kong.Description("Take the pictures in docs/screens."), kong.Vars{"ways": ways})
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := c.run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "screens:", err)
		os.Exit(1)
	}
}

func (c cli) run(ctx context.Context) error {
	for _, name := range c.Ways {
		w, err := parseWay(name)
		if err != nil {
			return err
		}
		dir := filepath.Join(c.Out, filepath.FromSlash(name))
		fmt.Println(dir)
		if err := c.take(ctx, dir, w); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// take leaves out what looks the same on another picture.
func (c cli) take(ctx context.Context, dir string, w way) error {
	if c.Main || w.modes != "" || w.height < 1000 {
		return tour(ctx, dir, w, byPhone, scenes[:1])
	}
	if err := tour(ctx, dir, w, byPhone, scenes); err != nil {
		return err
	}
	return tour(ctx, dir, w, "", alone)
}

// byPhone is a way to pay by phone that needs nobody else: points of the shop.
const byPhone = "public_url = \"https://pay.example.com\"\ntest = true\n[points]\n"

// tour walks through scenes once, with a kiosk of its own.
func tour(ctx context.Context, dir string, w way, phones string, all []scene) error {
	folder, err := os.MkdirTemp("", "kioskd-screens-")
	if err != nil {
		return err
	}
	o := demoapp.Options{Folder: folder, Driver: "smartro", Script: script(all), Log: slog.New(slog.DiscardHandler)}
	if phones != "" {
		ways, err := providers.Parse([]byte(phones), "")
		if err != nil {
			return errors.Join(err, os.RemoveAll(folder))
		}
		o.Providers = &ways
	}
	d, err := demoapp.Open(o)
	if err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	ctx, stop := context.WithTimeout(ctx, 8*time.Minute)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	err = walk(ctx, d, dir, w, all)
	stop()
	return errors.Join(err, <-ended, os.RemoveAll(folder))
}

func walk(ctx context.Context, d *demoapp.Demo, dir string, w way, all []scene) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	c, err := newCamera(ctx, dir, w)
	if err != nil {
		return err
	}
	defer c.close()
	c.pull = d.PullPad
	if err := c.open(d.Kiosk); err != nil {
		return err
	}
	for _, s := range all {
		if err := s.play(c); err != nil {
			return fmt.Errorf("scene %q: %w", s.name, err)
		}
	}
	return nil
}
