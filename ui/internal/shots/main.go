// Command shots takes a picture of every screen of the kiosk's page, in each
// language and size, by the real page in a real browser:
//
//	go run ./ui/internal/shots -out /tmp/screens
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"golang.org/x/sync/errgroup"

	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

func main() {
	out := flag.String("out", "", "folder for the pictures")
	sizes := flag.String("sizes", "1080x1920,1920x1080", "sizes of the screen")
	languages := flag.String("languages", "ko,en", "languages of the screen")
	inModes := flag.String("modes", "usual", "usual, contrast, low, large, largelow, speech")
	only := flag.String("only", "", "take only screens whose name contains this")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out, waysOf(*sizes, *languages, *inModes), *only); err != nil {
		fmt.Fprintln(os.Stderr, "shots:", err)
		os.Exit(1)
	}
}

func waysOf(sizes, languages, modes string) (all []way) {
	for _, size := range strings.Split(sizes, ",") {
		for _, language := range strings.Split(languages, ",") {
			for _, mode := range strings.Split(modes, ",") {
				all = append(all, way{size, language, mode})
			}
		}
	}
	return all
}

// run serves the page with an agent that does as told, and looks at it.
func run(ctx context.Context, out string, ways []way, only string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("make the folder for the pictures (-out): %w", err)
	}
	l, err := ui.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	told := fake.New()
	server, err := ui.New(ui.Options{Agent: told, Listener: l})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return server.Run(ctx) })
	group.Go(func() error {
		defer cancel()
		launch, err := server.Launch()
		if err != nil {
			return err
		}
		c := camera{address: "http://" + l.Addr().String(), launch: launch, agent: told, out: out, only: only}
		return c.tour(ctx, ways)
	})
	return group.Wait()
}
