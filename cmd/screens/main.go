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
)

type cli struct {
	Out       string   `help:"Folder for the pictures." default:"docs/screens"`
	Sizes     []string `help:"Sizes of the screen." default:"1080x1920,1920x1080"`
	Languages []string `help:"Languages." default:"ko,en"`
}

func main() {
	var c cli
	kong.Parse(&c, kong.Name("screens"), kong.Description("Take the pictures in docs/screens."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := c.run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "screens:", err)
		os.Exit(1)
	}
}

func (c cli) run(ctx context.Context) error {
	for _, size := range c.Sizes {
		for _, language := range c.Languages {
			dir := filepath.Join(c.Out, size, language)
			fmt.Println(dir)
			if err := tour(ctx, dir, size, language); err != nil {
				return fmt.Errorf("%s in %s: %w", size, language, err)
			}
		}
	}
	return nil
}

// tour walks through all screens once, with a kiosk of its own.
func tour(ctx context.Context, dir, size, language string) error {
	folder, err := os.MkdirTemp("", "kioskd-screens-")
	if err != nil {
		return err
	}
	d, err := demoapp.Open(demoapp.Options{
		Folder: folder, Driver: "smartro", Script: script(), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	err = walk(ctx, d, dir, size, language)
	stop()
	return errors.Join(err, <-ended, os.RemoveAll(folder))
}

func walk(ctx context.Context, d *demoapp.Demo, dir, size, language string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	c, err := newCamera(ctx, dir, size)
	if err != nil {
		return err
	}
	defer c.close()
	c.pull = d.PullPad
	if err := c.open(d.Kiosk, language); err != nil {
		return err
	}
	for _, s := range scenes {
		if err := s.play(c); err != nil {
			return fmt.Errorf("scene %q: %w", s.name, err)
		}
	}
	return nil
}
