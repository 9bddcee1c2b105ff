// Command padsim is a card pad without the pad: it speaks a pad's protocol on a
// pseudo-terminal or a TCP port, keeps a VAN ledger, and misbehaves on demand. It
// is a receipt printer as well, which draws its paper.
//
//	padsim --listen pty --script payments.txt --state pad.json
//	padsim --driver escpos --png slip.png
//
// The first line that it prints is the address for a kiosk's configuration,
//
//	listening on serial:/tmp/padsim-123/pad
//
// and after that it prints the dialogue in words. Lines typed on its standard
// input are added to the script. padsim --help explains the script.
//
//	padsim replay line.txt --script payments.txt
//
// plays the kiosk's side of a recording made by kioskd pad trace to such a pad.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/alecthomas/kong"

	"kioskd/cmd/internal/padapp"
)

// Exit codes.
const (
	exitGood   = 0
	exitFailed = 1
	exitUsage  = 2
)

// arguments is the command line.
type arguments struct {
	Driver string  `help:"Protocol of the pad; escpos is a receipt printer." default:"smartro"`
	Listen string  `help:"Where to be reached: pty, pty:PATH or tcp://HOST:PORT." default:"pty"`
	Script string  `help:"File with one line for each payment; without it every customer taps and is approved." placeholder:"FILE"`
	State  string  `help:"File that keeps the VAN's ledger and the pad's memory (JSON)." placeholder:"FILE"`
	PNG    string  `help:"File that shows the last slip of the driver escpos, with the text of its roll beside it (.txt)." name:"png" placeholder:"FILE"`
	Pace   float64 `help:"Stretches the times of customers and VAN; 0.1 is ten times as fast." default:"1"`
}

// Help explains the script.
func (arguments) Help() string { return padapp.Words() }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the program; it returns its exit code.
func run(ctx context.Context, args []string, in io.Reader, out, complaints io.Writer) int {
	if len(args) > 0 && args[0] == "replay" {
		var a replayArguments
		return command("padsim replay", &a, args[1:], out, complaints, func() error { return replay(ctx, a, out) })
	}
	var a arguments
	return command("padsim", &a, args, out, complaints, func() error { return simulate(ctx, a, in, out) })
}

// command reads a command line into arguments, and does what it says.
func command(name string, a any, args []string, out, complaints io.Writer, do func() error) int {
	helped := false
	parser, err := kong.New(a, kong.Name(name), kong.Writers(out, complaints),
		kong.Description("A card pad without the pad."), kong.Exit(func(int) { helped = true }))
	if err == nil {
		_, err = parser.Parse(args)
	}
	switch {
	case helped:
		return exitGood
	case err != nil:
		_, _ = fmt.Fprintf(complaints, "padsim: %v; see %s --help\n", err, name)
		return exitUsage
	}
	if err := do(); err != nil {
		_, _ = fmt.Fprintf(complaints, "padsim: %v\n", err)
		return exitFailed
	}
	return exitGood
}

// simulate runs the pad until the context ends.
func simulate(ctx context.Context, a arguments, in io.Reader, out io.Writer) error {
	if a.Pace <= 0 {
		return fmt.Errorf("--pace %v: write a number above 0", a.Pace)
	}
	script, err := readScript(a.Script)
	if err != nil {
		return err
	}
	printer := &printer{out: out}
	app, err := padapp.New(padapp.Config{
		Driver: a.Driver, Listen: a.Listen, Script: script, State: a.State, Pace: a.Pace, PNG: a.PNG, Say: printer.say,
	})
	if err != nil {
		return err
	}
	if err := app.Listen(); err != nil {
		return err
	}
	printer.say("listening on " + app.Address())
	// Reading a terminal cannot be ended, so this goroutine ends with the program.
	go listen(ctx, app, in, printer)
	return app.Run(ctx)
}

func readScript(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read the script: %w", err)
	}
	return string(text), nil
}

// listen adds typed lines to the script.
func listen(ctx context.Context, app *padapp.App, in io.Reader, p *printer) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		switch err := app.Extend(ctx, lines.Text()); {
		case err == nil:
			p.say("to come: " + lines.Text())
		case !errors.Is(err, context.Canceled):
			p.say(err.Error())
		}
	}
	if err := lines.Err(); err != nil {
		p.say("no more lines are read: " + err.Error())
	}
}

// printer prints whole lines, from any goroutine.
type printer struct {
	mu  sync.Mutex // guards out, so that lines stay whole
	out io.Writer
}

func (p *printer) say(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	// A dialogue that nobody can read any more is no reason to stop the pad.
	_, _ = fmt.Fprintln(p.out, line)
}
