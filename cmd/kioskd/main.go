// Command kioskd is the payment agent of a self-service kiosk: it drives the card
// pad, serves the kiosk's screen on loopback, writes every money fact to disk
// before anyone acts on it, and carries the facts to HQ.
//
// kioskd run is the agent itself. The other commands are for the engineer with a
// keyboard; they go through the running agent or, when none runs, take its
// journal and its pad. Exit codes: 0 good, 1 failed, 2 wrong usage.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/version"
)

type cli struct {
	Config string `help:"Configuration file." env:"KIOSKD_CONFIG" placeholder:"FILE" type:"path"`

	Run       runCmd       `cmd:"" help:"Serve customers until told to stop."`
	Install   installCmd   `cmd:"" help:"Make kioskd a service that starts with the machine, and start it."`
	Uninstall uninstallCmd `cmd:"" help:"Take the service away. Payments stay, unless told otherwise."`
	Start     startCmd     `cmd:"" help:"Start the service."`
	Stop      stopCmd      `cmd:"" help:"Stop the service, once no payment is open."`
	Service   serviceCmd   `cmd:"" name:"service" hidden:""`

	Conf    confCmd     `cmd:"" name:"config" help:"Print the effective configuration."`
	Status  statusCmd   `cmd:"" help:"Tell how agent, pad, HQ and journal are."`
	Update  updateCmd   `cmd:"" help:"New versions of kioskd: how they are, or one from a folder."`
	Doctor  doctorCmd   `cmd:"" help:"Look the kiosk over: what is well, what is not, and what to do next."`
	Fault   faultCmd    `cmd:"" help:"Explain a numbered fault, and say what to do next."`
	Support supportCmd  `cmd:"" name:"support-bundle" help:"Write one file with what support needs, and nothing that must not leave the kiosk."`
	Enroll  enrollCmd   `cmd:"" help:"Make this kiosk known at HQ, by a one-time code."`
	Screen  screenCmd   `cmd:"" help:"Open the kiosk's screen in a browser."`
	Ident   identityCmd `cmd:"" name:"identity" help:"See or change the key by which HQ knows this kiosk."`
	App     appCmd      `cmd:"" help:"Look after the operator's own web apps."`
	Clock   clockCmd    `cmd:"" help:"See what the kiosk knows of the time, or say that its clock is right."`
	Pad     padCmd      `cmd:"" help:"Talk to the card pad."`
	Staff   staffCmd    `cmd:"" help:"See what a person has to look at, and say what was decided."`
	Books   booksCmd    `cmd:"" help:"Add up a day, and compare it with HQ, the pad and the VAN's statement."`
	Queue   queueCmd    `cmd:"" help:"Look into the journal."`
	Receipt receiptCmd  `cmd:"" help:"Print the slip of a recorded payment, or read it."`
	Third   thirdCmd    `cmd:"" name:"thirdparty" help:"The operator's own server or client."`
	Verify  verifyCmd   `cmd:"" name:"verify-store" hidden:""`
	Version versionCmd  `cmd:"" help:"Print the version, and what this build was made from."`
}

// terminal is what a command works with.
type terminal struct {
	ctx    context.Context
	out    io.Writer
	errOut io.Writer
	env    []string
	file   string
	exit   func(code int) // ends the process at once; for what hangs
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Environ())
	stop()
	os.Exit(code)
}

// execute runs one command line and returns the exit code.
func execute(ctx context.Context, args []string, out, errOut io.Writer, env []string) int {
	var c cli
	exit := -1
	parser, err := kong.New(&c, kong.Name("kioskd"), kong.Description("The payment agent of a self-service kiosk."),
		kong.Writers(out, errOut), kong.Exit(func(code int) { exit = code }), kong.UsageOnError())
	if err != nil {
		return fail(errOut, err)
	}
	command, err := parser.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		_, _ = fmt.Fprintf(errOut, "kioskd: %v; see kioskd --help\n", err)
		return 2
	}
	t := &terminal{ctx: ctx, out: out, errOut: errOut, env: env, file: c.Config, exit: os.Exit}
	if err := command.Run(t); err != nil {
		return fail(errOut, err)
	}
	return 0
}

func fail(errOut io.Writer, err error) int {
	_, _ = fmt.Fprintln(errOut, "kioskd:", explain(err))
	return 1
}

// load reads the configuration: the named file, else the usual one if it is
// there, else the defaults.
func (t *terminal) load() (config.Config, error) {
	file := t.usualFile()
	if t.file == "" {
		if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
			file = ""
		} else if err != nil {
			return config.Config{}, err
		}
	}
	return config.Load(file, t.env)
}

// usualFile returns where the configuration is, or would be.
func (t *terminal) usualFile() string {
	if t.file != "" {
		return t.file
	}
	return config.File()
}

// getenv returns a variable of the command's environment, "" where it is not set.
func (t *terminal) getenv(name string) string {
	for _, line := range t.env {
		if value, found := strings.CutPrefix(line, name+"="); found {
			return value
		}
	}
	return ""
}

type versionCmd struct {
	Libraries bool `help:"Name the libraries that it is made of, with their versions."`
}

func (v versionCmd) Run(t *terminal) error {
	text := version.Explain("kioskd")
	if v.Libraries {
		text = strings.Join(version.Libraries(), "\n")
	}
	_, err := fmt.Fprintln(t.out, text)
	return err
}
