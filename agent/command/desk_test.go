package command

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// The operator's key of the tests. The seed is no secret: it is here.
var operator = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{5}, ed25519.SeedSize))

func keyName() string { return wire.KeyName(operator.Public().(ed25519.PublicKey)) }

// memory is a vault whose disk can fail.
type memory struct {
	value  []byte
	broken error
}

func (v *memory) Get(string) ([]byte, error) {
	if v.value == nil {
		return nil, fs.ErrNotExist
	}
	return v.value, nil
}

func (v *memory) Put(_ string, value []byte) error {
	if v.broken == nil {
		v.value = value
	}
	return v.broken
}

type bench struct {
	*testing.T
	*Desk
	vault memory
	done  []string // what handlers did
	hold  chan struct{}

	mu   sync.Mutex // guards told
	told []wire.CommandResult
	stop func()
}

func (b *bench) tell(r wire.CommandResult) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told = append(b.told, r)
}

func (b *bench) handlers() map[string]Handler {
	did := func(output any, err error) func(context.Context, json.RawMessage) (any, error) {
		return func(_ context.Context, args json.RawMessage) (any, error) {
			b.done = append(b.done, string(args))
			return output, err
		}
	}
	return map[string]Handler{
		"check-pad": {Do: did(map[string]bool{"up": true}, nil)},
		"lock":      {Do: did(nil, errors.New("the screen is gone"))},
		"restart":   {Do: func(context.Context, json.RawMessage) (any, error) { panic("9410091234567890") }},
		"wait":      {Do: func(ctx context.Context, _ json.RawMessage) (any, error) { <-b.hold; return nil, ctx.Err() }},
		"long":      {Do: did(strings.Repeat("x", maxOutput), nil)},
		"unlock":    {Do: did(nil, nil), Signed: true},
		"void-payment": {Do: did(nil, nil), Cost: func(_ context.Context, args json.RawMessage) (pay.Amount, error) {
			var a struct{ Amount pay.Amount }
			return a.Amount, json.Unmarshal(args, &a)
		}},
	}
}

func (b *bench) start() {
	b.Helper()
	var err error
	b.Desk, err = Open(Options{Kiosk: "kiosk-1", Vault: &b.vault, Handlers: b.handlers(), Tell: b.tell,
		Operators: func() map[string]ed25519.PublicKey {
			return map[string]ed25519.PublicKey{keyName(): operator.Public().(ed25519.PublicKey)}
		},
		Limit: func(string) Limit { return Limit{Each: 5000, PerDay: 12000} },
		Zone:  time.UTC, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Desk.Run(ctx) }()
	b.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	}
}

// take hands a command over and waits for what becomes of it.
func (b *bench) take(c wire.Command) { b.Take(c); synctest.Wait() }

// story returns what was told since the last call.
func (b *bench) story() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var s []string
	for _, r := range b.told {
		s = append(s, r.ID+" "+r.State+string(r.Output))
	}
	b.told = nil
	return strings.Join(s, ", ")
}

func (b *bench) tells(want string) {
	b.Helper()
	if got := b.story(); got != want {
		b.Errorf("told %q, want %q", got, want)
	}
}

func withBench(t *testing.T, test func(*bench)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, hold: make(chan struct{})}
		b.start()
		test(b)
		b.stop()
	})
}

func command(id, name, args string) wire.Command {
	return wire.Command{ID: id, Name: name, Args: json.RawMessage(args), Expires: time.Now().Add(time.Minute)}
}

func signed(id, name, args string) wire.Command {
	c := command(id, name, args)
	c.Key, c.Signature = keyName(), wire.Sign(operator, wire.PurposeCommand, c.SignedBytes("kiosk-1"))
	return c
}

// TestOnce: a command is done once, across repeats and restarts.
func TestOnce(t *testing.T) {
	withBench(t, func(b *bench) {
		c := command("1", "check-pad", "1")
		b.take(c)
		b.tells(`1 running, 1 done{"up":true}`)
		b.take(c)
		b.tells(`1 done{"up":true}`)
		b.stop()
		b.start()
		b.take(c)
		b.tells(`1 done{"up":true}`)
		if len(b.done) != 1 || len(b.Results()) != 1 {
			b.Errorf("done %v, results %v", b.done, b.Results())
		}
	})
}

// TestInterrupted: what was begun and not ended is not begun again.
func TestInterrupted(t *testing.T) {
	withBench(t, func(b *bench) {
		c := command("1", "wait", "")
		b.take(c)
		before := bytes.Clone(b.vault.value)
		close(b.hold)
		b.stop()
		b.vault.value = before // as if the power had gone
		b.story()
		b.start()
		b.take(c)
		b.tells("1 failed")
	})
}

func TestNotBegun(t *testing.T) {
	withBench(t, func(b *bench) {
		late := command("1", "check-pad", "")
		time.Sleep(time.Minute)
		b.take(late)
		b.tells("1 expired")
		for why, c := range map[string]wire.Command{
			"unknown":          command("x", "reboot", ""),
			"not signed":       command("x", "unlock", ""),
			"money not signed": command("x", "void-payment", `{"Amount":1}`),
			"for another": func() wire.Command {
				c := signed("x", "unlock", "")
				c.Signature = wire.Sign(operator, wire.PurposeCommand, c.SignedBytes("kiosk-2"))
				return c
			}(),
			"changed": func() wire.Command {
				c := signed("x", "void-payment", `{"Amount":1}`)
				c.Args = json.RawMessage(`{"Amount":2}`)
				return c
			}(),
			"unknown key":   func() wire.Command { c := signed("x", "unlock", ""); c.Key = "somebody"; return c }(),
			"too much":      signed("x", "void-payment", `{"Amount":5001}`),
			"negative":      signed("x", "void-payment", `{"Amount":-1}`),
			"bad arguments": signed("x", "void-payment", `{"Amount":"1"}`),
		} {
			b.take(c)
			if got := b.story(); got != "x refused" {
				b.Errorf("%s: told %q", why, got)
			}
		}
		if len(b.done) > 0 {
			b.Errorf("done: %v", b.done)
		}
		b.vault.broken = errors.New("disk full")
		b.take(command("2", "check-pad", ""))
		b.tells("2 refused")
		if len(b.done) > 0 {
			b.Error("a command was begun that could not be noted")
		}
	})
}

// TestStopped: what waits when the kiosk stops is not begun any more, so that HQ
// gives it again.
func TestStopped(t *testing.T) {
	withBench(t, func(b *bench) {
		for range 20 { // either of two things that are ready may be taken first
			b.stop()
			ctx, cancel := context.WithCancel(b.Context())
			cancel()
			b.Take(command("1", "check-pad", ""))
			if err := b.Desk.Run(ctx); err != nil || len(b.done) > 0 {
				b.Fatalf("%v, done %v", err, b.done)
			}
			b.start()
		}
	})
}

// TestLimit: what was begun today counts, and a new day begins anew.
func TestLimit(t *testing.T) {
	withBench(t, func(b *bench) {
		for i, want := range []string{"done", "done", "refused"} {
			id := fmt.Sprint(i)
			b.take(signed(id, "void-payment", `{"Amount":5000}`))
			if got := b.story(); !strings.HasSuffix(got, id+" "+want) {
				b.Errorf("command %d: told %q, want %s", i, got, want)
			}
		}
		b.take(signed("3", "void-payment", `{"Amount":2000}`))
		b.tells("3 running, 3 done")
		time.Sleep(24 * time.Hour)
		b.take(signed("4", "void-payment", `{"Amount":5000}`))
		b.tells("4 running, 4 done")
	})
}

func TestFailures(t *testing.T) {
	withBench(t, func(b *bench) {
		for _, name := range []string{"lock", "restart", "long"} {
			b.take(command(name, name, ""))
			b.tells(name + " running, " + name + " failed")
			if r := b.Results(); strings.Contains(fmt.Sprint(r), "9410091234567890") {
				b.Errorf("results tell too much: %v", r)
			}
		}
	})
}

// TestCrowd: who waits too long in a queue is told so at once.
func TestCrowd(t *testing.T) {
	withBench(t, func(b *bench) {
		b.take(command("first", "wait", ""))
		for i := range waiting + 1 {
			b.Take(command(fmt.Sprint(i), "check-pad", ""))
		}
		synctest.Wait()
		b.tells(fmt.Sprintf("first running, %d refused", waiting))
		close(b.hold)
		synctest.Wait()
		if len(b.done) != waiting {
			b.Errorf("%d done, want %d", len(b.done), waiting)
		}
	})
}

// TestMemoryIsBounded: commands are forgotten when they cannot come again, and
// no more are taken than can be remembered.
func TestMemoryIsBounded(t *testing.T) {
	withBench(t, func(b *bench) {
		b.stop()
		var full kept
		for i := range maxEntries {
			full.set(entry{Name: "check-pad", Expires: time.Now().Add(time.Minute), Result: wire.CommandResult{ID: fmt.Sprint(i)}})
		}
		b.vault.value, _ = json.Marshal(full) // it holds nothing that could fail
		b.start()
		b.take(command("one-more", "check-pad", ""))
		b.tells("one-more refused")
		time.Sleep(26 * time.Hour)
		b.take(command("next-day", "check-pad", ""))
		b.tells(`next-day running, next-day done{"up":true}`)
		if n := len(b.kept.Entries); n != 1 {
			b.Errorf("%d are remembered", n)
		}
	})
}
