package conform

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"kioskd/sync/wire"
)

// Options say which HQ is checked, and as whom.
type Options struct {
	URL string // of HQ, as in wss://hq.example.com/sync

	// Code is a one-time code by which the kiosk enrols. Without one the kiosk has
	// to be known already, by Kiosk and Key.
	Code  string
	Kiosk string
	Key   ed25519.PrivateKey

	// SettingsKey is what HQ's settings must be signed with, if it is known.
	SettingsKey ed25519.PublicKey

	// Only names the rules to try, as in R22, beside those that every conversation
	// needs; empty means all.
	Only []string

	// Quick leaves out the rules about silence, which take most of the time.
	Quick bool

	// Told, if not nil, hears each verdict as soon as there is one. A worse one
	// may follow.
	Told func(Verdict)

	Rand io.Reader // of keys and epochs; nil means crypto/rand
	TLS  *tls.Config
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	run string // names this run in its epochs
}

func (o Options) public() ed25519.PublicKey { return o.Key.Public().(ed25519.PublicKey) }

// Check plays a kiosk against an HQ and reports which rules it keeps. An error
// means that nothing can be said: HQ is not there, or does not let the kiosk in
// at all. It takes about a minute, most of it silence.
func Check(ctx context.Context, o Options) (Report, error) {
	if err := o.complete(); err != nil {
		return Report{}, err
	}
	t := &tally{found: map[string]Verdict{}, told: o.Told}
	if o.Code != "" {
		d, err := newDoor(o)
		if err != nil {
			return Report{}, err
		}
		if err := d.enrol(ctx, &o, t); err != nil {
			return Report{}, err
		}
	}
	p := &player{o: o, nonces: map[string]bool{}, given: map[string]string{}}
	if err := p.play(ctx, t); err != nil {
		return Report{}, err
	}
	t.generally()
	return Report{HQ: o.URL, Kiosk: o.Kiosk, Verdicts: t.verdicts()}, nil
}

// complete checks the options and fills in what is missing.
func (o *Options) complete() (err error) {
	for _, rule := range o.Only {
		if !slices.ContainsFunc(Rules(), func(r Rule) bool { return r.ID == rule }) {
			return fmt.Errorf("there is no rule %q; they are R1 to R%d", rule, len(Rules()))
		}
	}
	if !strings.HasPrefix(o.URL, "ws://") && !strings.HasPrefix(o.URL, "wss://") {
		return fmt.Errorf("HQ's address %q is not of the form wss://host/sync", o.URL)
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Told == nil {
		o.Told = func(Verdict) {}
	}
	if o.Code == "" && (o.Key == nil || wire.CheckName(o.Kiosk) != nil) {
		return errors.New("a check needs a code, or a kiosk that HQ knows and its key")
	}
	if o.Key == nil {
		if _, o.Key, err = ed25519.GenerateKey(o.Rand); err != nil {
			return fmt.Errorf("make a key: %w", err)
		}
	}
	var b [6]byte
	if _, err := io.ReadFull(o.Rand, b[:]); err != nil {
		return fmt.Errorf("draw a name: %w", err)
	}
	o.run = hex.EncodeToString(b[:])
	return nil
}

// play runs all probes: the silent stranger beside the others, the silent kiosk
// at the end.
func (p *player) play(ctx context.Context, t *tally) error {
	stranger := &player{o: p.o, nonces: map[string]bool{}, given: map[string]string{}}
	var silence error
	var took time.Duration
	var beside sync.WaitGroup
	beside.Go(func() {
		began := time.Now()
		defer stranger.hangUp()
		silence = patiently(silentStranger)(ctx, stranger)
		took = time.Since(began)
	})
	defer beside.Wait()
	all := slices.Concat(commandProbes(), connectionProbes(), enterProbes(), factProbes(), chainProbes(), limitProbes(), newsProbes(), keyProbes(),
		[]probe{{[]string{"R5"}, patiently(silentKiosk)}})
	for _, probe := range all {
		if !p.o.wants(probe.rules) {
			continue
		}
		began := time.Now()
		err := probe.run(ctx, p)
		p.hangUp()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		t.note(probe, err, time.Since(began))
	}
	beside.Wait()
	if p.o.wants([]string{"R6"}) {
		t.note(probe{rules: []string{"R6"}}, silence, took)
	}
	return nil
}

// wants reports whether a probe for some rules is to be run.
func (o Options) wants(rules []string) bool {
	return len(o.Only) == 0 || slices.ContainsFunc(rules, func(r string) bool {
		return basic[r] || r == "R8" || slices.Contains(o.Only, r)
	})
}

// patiently leaves a probe that only waits out of a quick check.
func patiently(run func(context.Context, *player) error) func(context.Context, *player) error {
	return func(ctx context.Context, p *player) error {
		if p.o.Quick || !p.o.wants([]string{"R5", "R6"}) {
			return unseen("it takes up to a minute, and was left out")
		}
		return run(ctx, p)
	}
}

// generally gives the verdict on what any conversation shows.
func (t *tally) generally() {
	if t.found["R16"].State == Kept {
		t.set(Verdict{Rule: Rule{ID: "R3"}, State: Kept})
	}
}

// keys lists numbers in order.
func keys(m map[uint64]bool) []uint64 { return slices.Sorted(maps.Keys(m)) }
