// Command pgsim is online payment providers without the providers: Toss Payments,
// Kakao Pay, Naver Pay and Bootpay on one address of this machine, with the pages that
// a customer sees there. No money moves.
//
//	pgsim --listen 127.0.0.1:8099 --hq http://127.0.0.1:8080
//
// It prints the file of providers and the variables with which kioskhq takes payments
// there. Lines typed on its standard input are mishaps to come,
//
//	kakaopay approve cut-after
//	tosspayments confirm code REJECT_CARD_PAYMENT
//	bootpay deposit ORDER
//
// and ledger prints what all of them have taken and given back.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/sync/errgroup"

	"kioskd/cmd/internal/street"
)

// Exit codes.
const (
	exitGood   = 0
	exitFailed = 1
	exitUsage  = 2
)

// arguments is the command line.
type arguments struct {
	Listen string `help:"Address to be reached at; port 0 is a free one." default:"127.0.0.1:0"`
	HQ     string `help:"HQ's address, for webhooks; without it none are sent." placeholder:"URL" name:"hq"`
	JSON   bool   `help:"Print one line of JSON in the place of the file of providers." name:"json"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the program; it returns its exit code.
func run(ctx context.Context, args []string, in io.Reader, out, complaints io.Writer) int {
	var a arguments
	helped := false
	parser, err := kong.New(&a, kong.Name("pgsim"), kong.Writers(out, complaints),
		kong.Description("Online payment providers without the providers."), kong.Exit(func(int) { helped = true }))
	if err == nil {
		_, err = parser.Parse(args)
	}
	switch {
	case helped:
		return exitGood
	case err != nil:
		_, _ = fmt.Fprintf(complaints, "pgsim: %v; see pgsim --help\n", err)
		return exitUsage
	}
	if err := simulate(ctx, a, in, &printer{out: out}); err != nil {
		_, _ = fmt.Fprintf(complaints, "pgsim: %v\n", err)
		return exitFailed
	}
	return exitGood
}

// simulate serves the providers until the context ends.
func simulate(ctx context.Context, a arguments, in io.Reader, p *printer) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", a.Listen, err)
	}
	s := street.New(street.Options{Base: "http://" + listener.Addr().String(), HQ: a.HQ, Say: p.say})
	if err := p.begin(s, a.JSON); err != nil {
		return errors.Join(err, listener.Close())
	}
	// Reading a terminal cannot be ended, so this goroutine ends with the program.
	go obey(s, in, p)
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.Run(ctx) })
	group.Go(func() error { return closed(server.Serve(listener)) })
	group.Go(func() error { <-ctx.Done(); return server.Close() })
	return group.Wait()
}

func closed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// obey carries out the lines that a person types.
func obey(s *street.Street, in io.Reader, p *printer) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		answer, err := s.Obey(lines.Text())
		if err != nil {
			answer = err.Error()
		}
		if answer != "" {
			p.say(answer)
		}
	}
}

// printer lets one line stand on its own when many want to print.
type printer struct {
	mu  sync.Mutex // one line at a time; held while printing, which is all it is for
	out io.Writer
}

func (p *printer) say(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = fmt.Fprintln(p.out, line) // without a reader there is nobody to tell
}

// begin prints how kioskhq finds the providers.
func (p *printer) begin(s *street.Street, asJSON bool) error {
	if !asJSON {
		p.say("listening on " + s.Base + "\n\n" + file(s))
		return nil
	}
	b, err := json.Marshal(map[string]any{"address": s.Base, "providers": file(s), "environment": environment()})
	if err != nil {
		return err
	}
	p.say(string(b))
	return nil
}

// variables hold the secrets of the file of providers, by the provider's name.
var variables = map[string]string{
	"tosspayments": "PGSIM_TOSS", "kakaopay": "PGSIM_KAKAO", "naverpay": "PGSIM_NAVER", "bootpay": "PGSIM_BOOTPAY",
}

// environment is what the variables have to be.
func environment() map[string]string {
	all := map[string]string{}
	for id, name := range variables {
		all[name] = street.Simulated[id]
	}
	return all
}

// file is the file of providers for kioskhq, with the variables that it names.
func file(s *street.Street) string {
	var lines []string
	for name, value := range environment() {
		lines = append(lines, "# "+name+"="+value+"\n")
	}
	slices.Sort(lines)
	return "# providers.toml for kioskhq serve --providers, with these in its environment:\n" + strings.Join(lines, "") +
		s.File(func(id string) string { return "env:" + variables[id] })
}
