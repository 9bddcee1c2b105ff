// Command demo is the whole of kioskd in one process, on a machine with nothing
// but Go: the kiosk's agent, a simulated card pad on a real pseudo-terminal, HQ on
// SQLite, and a customer's phone with simulated payment providers. It prints where to look, opens the browser where there is one,
// and cleans up on Ctrl-C.
//
// With --once it makes one payment through the local API instead, prints one
// line of JSON, and exits with 0 only if HQ has acknowledged the payment.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"kioskd/cmd/internal/demoapp"
)

type cli struct {
	Once      bool    `help:"Make one payment without a browser, print one line of JSON, and end."`
	Driver    string  `help:"Which card pad to simulate: ${drivers}." default:"smartro"`
	App       string  `help:"A web app of your own to show: a folder or a zip file with index.html at its top, or its address on a server of this machine." placeholder:"PATH"`
	Screen    string  `help:"Address of the kiosk's screen." default:"127.0.0.1:8480"`
	HQ        string  `name:"hq" help:"Address of HQ." default:"127.0.0.1:8500"`
	Script    string  `help:"What the pad does, one word a payment: approve, decline 6B, silent, late 9s … (all words: go run ./cmd/padsim --help)." placeholder:"LINES"`
	Pace      float64 `help:"How fast customer and card company are: 2 is twice as slow." default:"1"`
	Data      string  `help:"Keep everything in this folder; default: a temporary one, removed at the end." placeholder:"FOLDER"`
	NoBrowser bool    `help:"Do not open a browser."`
	Verbose   bool    `help:"Print the log and the pad's dialogue."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func execute(ctx context.Context, args []string, out, errOut io.Writer) int {
	var c cli
	exit := -1
	parser, err := kong.New(&c, kong.Name("demo"), kong.Description("A kiosk, its card pad and its HQ in one process."),
		kong.Writers(out, errOut), kong.Exit(func(code int) { exit = code }), kong.Vars{"drivers": strings.Join(demoapp.Drivers(), ", ")})
	if err != nil {
		_, _ = fmt.Fprintln(errOut, "demo:", err)
		return 1
	}
	_, err = parser.Parse(args)
	switch {
	case exit >= 0:
		return exit
	case err != nil:
		_, _ = fmt.Fprintf(errOut, "demo: %v; see demo --help\n", err)
		return 2
	}
	if err := c.run(ctx, out, errOut); err != nil {
		_, _ = fmt.Fprintln(errOut, "demo:", err)
		return 1
	}
	return 0
}

func (c cli) run(ctx context.Context, out, errOut io.Writer) error {
	folder, clean, err := c.folder()
	if err != nil {
		return err
	}
	o := demoapp.Options{Folder: folder, Driver: c.Driver, App: c.App, Screen: c.Screen, HQ: c.HQ, Pace: c.Pace, Log: slog.New(slog.DiscardHandler)}
	if c.Script != "" {
		o.Script = strings.ReplaceAll(c.Script, ";", "\n")
	}
	if c.Verbose {
		o.Log = slog.New(slog.NewTextHandler(errOut, nil))
		o.Dialogue = func(line string) { _, _ = fmt.Fprintln(errOut, "pad:", line) }
	}
	if c.Once {
		o.Screen, o.HQ = "", ""
		return errors.Join(once(ctx, o, out), clean())
	}
	o.Phones = true
	return errors.Join(c.show(ctx, o, out), clean())
}

// folder is where the demo keeps everything, and what cleans it up.
func (c cli) folder() (string, func() error, error) {
	if c.Data != "" {
		return c.Data, func() error { return nil }, os.MkdirAll(c.Data, 0o700)
	}
	dir, err := os.MkdirTemp("", "kioskd-demo-")
	return dir, func() error { return os.RemoveAll(dir) }, err
}

func (c cli) show(ctx context.Context, o demoapp.Options, out io.Writer) error {
	d, err := demoapp.Open(o)
	if err != nil {
		return err
	}
	screen, err := d.Kiosk.ScreenURL(ctx)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	_, err = fmt.Fprintf(out, `kiosk screen   %s
HQ             http://%s/
phone          %s
card pad       simulated %s on %s
everything in  %s

Touch the screen to order. The simulated customer shows a card by itself; to pay
by phone, open the phone in a window beside the kiosk and have it read the code.
Ctrl-C ends the demo.
`, screen, d.HQ.Addr(), d.Phone.URL(), o.Driver, d.Pad.Address(), o.Folder)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	if !c.NoBrowser {
		openBrowser(screen)
	}
	return d.Run(ctx)
}
