package screen

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Options are what a Keeper is made of.
type Options struct {
	// Agent is the base address of the agent's local API, as in
	// http://127.0.0.1:8480, and Token the credential that starts screens there.
	Agent string
	Token string

	// Browser is the program, from [Find]; Profile the folder that it keeps its
	// own things in, which belongs to this keeper alone.
	Browser string
	Profile string

	// Scale is the size of everything in percent; 100 if it is 0. Args are more
	// switches for the browser.
	Scale int
	Args  []string

	// Restart, if set, returns the last time that was meant for a restart, up to
	// now. A browser that was started before it is started anew once nobody is being
	// served.
	Restart func(now time.Time) time.Time

	// Log is told of every start and end. Default: slog.Default.
	Log *slog.Logger
}

// Keeper keeps one browser on the screen. Build it with New, and run it.
type Keeper struct {
	o     Options
	agent agent
}

// New makes a keeper.
func New(o Options) (*Keeper, error) {
	switch {
	case o.Agent == "" || o.Token == "":
		return nil, errors.New("keep the screen: the agent's address or the screen's credential is missing")
	case o.Browser == "":
		return nil, fmt.Errorf("keep the screen: %w", ErrNoBrowser)
	case o.Profile == "":
		return nil, errors.New("keep the screen: the browser's folder is missing")
	}
	if o.Scale == 0 {
		o.Scale = 100
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Keeper{o: o, agent: newAgent(o.Agent, o.Token)}, nil
}

// How often a browser that dies at once is started again.
const (
	soon    = 100 * time.Millisecond
	late    = 15 * time.Second
	settled = 5 * time.Second // one that has lived for so long is started at once
)

// Run keeps the browser on the screen until ctx ends, and returns once it has
// ended too. It fails only when the profile is another keeper's.
func (k *Keeper) Run(ctx context.Context) error {
	lock, err := lockProfile(k.o.Profile)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }() // the system takes it back in any case
	for wait := soon; ctx.Err() == nil; {
		begun := time.Now()
		if err := k.once(ctx); ctx.Err() == nil {
			k.o.Log.Warn("the browser is started anew", "because", err, "lived", time.Since(begun).Round(time.Millisecond))
		}
		pause(ctx, wait)
		if wait = min(2*wait, late); time.Since(begun) > settled {
			wait = soon
		}
	}
	return nil
}

// once has one browser live its life, and returns why it has ended.
func (k *Keeper) once(ctx context.Context) error {
	address, err := k.launch(ctx)
	if err != nil {
		return err
	}
	if err := readyProfile(k.o.Profile); err != nil {
		return err
	}
	b, err := start(k.o.Browser, k.switches(address))
	if err != nil {
		return err
	}
	k.o.Log.Info("the browser was started", "program", k.o.Browser, "pid", b.pid())
	why := k.watch(ctx, b)
	return errors.Join(why, b.end(!errors.Is(why, errHung)))
}

// launchEvery is how often an agent that is not there yet is asked.
const launchEvery = 250 * time.Millisecond

// launch waits until the agent serves, and returns the address that opens the
// screen once.
func (k *Keeper) launch(ctx context.Context) (string, error) {
	for said := ""; ; {
		address, err := k.agent.launch(ctx)
		if err == nil || ctx.Err() != nil {
			return address, err
		}
		if s := err.Error(); s != said {
			k.o.Log.Warn("the agent opens no screen yet", "because", s)
			said = s
		}
		pause(ctx, launchEvery)
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
