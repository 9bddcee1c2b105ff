package world

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Fault is a family of things that go wrong. A new one is a file of its own and a
// line in the list below.
type Fault struct {
	Name  string
	About string // for people

	// prepare changes the world before it begins; may be nil.
	prepare func(*World, *rand.Rand)

	// live does harm at random moments until the context ends; may be nil. Its
	// generator is its own.
	live func(context.Context, *World, *rand.Rand)

	// mend ends what live has left broken; may be nil. Disk, cable, network and
	// HQ's store are mended by the world.
	mend func(*World)

	// rare keeps a family out of most worlds, where it would hide the others.
	rare bool
}

// Faults lists the families.
func Faults() []Fault {
	return []Fault{
		power, crash, cable, noise, pad, mains, frozen, forgetful,
		disk, slowDisk, network, halfOpen, hqDown, hqDisk, restore, documents, commands, phones,
	}
}

// choose picks the families of a world: each seed has a few of its own, so that
// none hides another for good.
func (w *World) choose() []Fault {
	r := w.dice("choice")
	var chosen []Fault
	for _, f := range Faults() {
		share := 0.4
		if f.rare {
			share = 0.08
		}
		if lucky := chance(r, share); w.o.Only == nil && lucky || slices.Contains(w.o.Only, f.Name) || slices.Contains(w.o.With, f.Name) {
			chosen = append(chosen, f)
		}
	}
	return chosen
}

// Known returns an error that lists the families when a name is not one of them.
func Known(names []string) error {
	var all []string
	for _, f := range Faults() {
		all = append(all, f.Name)
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return fmt.Errorf("no fault is called %q: there is %s", name, strings.Join(all, ", "))
		}
	}
	return nil
}

func (w *World) names() string {
	names := []string{"customers"}
	for _, f := range w.faults {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// now and then does something at random moments, this often on average.
func nowAndThen(ctx context.Context, r *rand.Rand, every time.Duration, do func()) {
	for {
		sleep(ctx, between(r, every/10, 2*every))
		if ctx.Err() != nil {
			return
		}
		do()
	}
}
