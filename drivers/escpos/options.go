package escpos

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/link"
)

// Name is the driver's name.
const Name = "escpos"

// Columns are the widths of paper that printers are made for, in characters.
var Columns = []int{32, 42, 48}

// MaxCopies bounds the copies of a slip.
const MaxCopies = 3

// Options is what the driver needs.
type Options struct {
	// Link opens the way to the printer.
	Link link.Opener

	// Tell hears how the printer is, whenever that changes. It must not block.
	Tell func(pay.Printer)

	// Log may be nil. No slip is logged.
	Log *slog.Logger

	Columns    int    // one of [Columns]; 0 means 42
	Copies     int    // 1 to [MaxCopies], the first is the customer's; 0 means 1
	Characters string // cp949 (default) or latin

	// Settings are of the kind of printer; an unknown name is an error.
	//
	//	confirm   sensor (default): GS r tells that a slip is out
	//	          process-id: GS ( H does, on printers that know it
	//	asb       off (default) or on: changes of the status come by themselves
	//	cut       partial (default), full, or none where there is no knife
	Settings map[string]string

	// Limits are how long things may take; zero fields have a default.
	Limits Limits

	// Rand names slips; nil means crypto/rand.
	Rand io.Reader
}

// Limits are how long things may take.
type Limits struct {
	Answer time.Duration // until a question is answered: 1 s
	Slip   time.Duration // from a slip's last byte to the printer's word: 30 s
	Glance time.Duration // between looks at the status meanwhile: 1 s
	Settle time.Duration // until what was left of an earlier slip is out: 10 s
	Pause  time.Duration // from XOFF to XON: 10 s
	Quiet  time.Duration // silence after nonsense, before we speak: 100 ms
	Poll   time.Duration // between looks at the status when idle: 2 s
}

// tries is how often a question is asked before the printer counts as silent.
const tries = 3

func (l *Limits) fill() {
	set := func(d *time.Duration, standard time.Duration) {
		if *d <= 0 {
			*d = standard
		}
	}
	set(&l.Answer, time.Second)
	set(&l.Slip, 30*time.Second)
	set(&l.Glance, time.Second)
	set(&l.Settle, 10*time.Second)
	set(&l.Pause, 10*time.Second)
	set(&l.Quiet, 100*time.Millisecond)
	set(&l.Poll, 2*time.Second)
}

// habits are the settings, read.
type habits struct {
	byName bool // slips are confirmed by a name
	asb    bool
	cut    []byte
}

// fill puts in what may be left out.
func (o *Options) fill() {
	if o.Tell == nil {
		o.Tell = func(pay.Printer) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Columns == 0 {
		o.Columns = 42
	}
	if o.Copies == 0 {
		o.Copies = 1
	}
	o.Limits.fill()
}

// check reports the first option that cannot work, and reads the rest.
func (o *Options) check() (charset, habits, error) {
	o.fill()
	switch {
	case o.Link == nil:
		return charset{}, habits{}, errors.New("printer options: the address of the printer is missing")
	case !slices.Contains(Columns, o.Columns):
		return charset{}, habits{}, fmt.Errorf("printer columns %d: write one of %v", o.Columns, Columns)
	case o.Copies < 1 || o.Copies > MaxCopies:
		return charset{}, habits{}, fmt.Errorf("printer copies %d: write 1 to %d", o.Copies, MaxCopies)
	}
	font, err := findCharset(o.Characters)
	if err != nil {
		return charset{}, habits{}, err
	}
	h, err := readHabits(o.Settings)
	return font, h, err
}

func readHabits(settings map[string]string) (habits, error) {
	s := drivers.ReadSettings("printer", settings)
	h := habits{
		byName: s.Choice("confirm", "sensor", "process-id") == "process-id",
		asb:    s.Choice("asb", "off", "on") == "on",
		cut: map[string][]byte{
			"partial": cmdCutMost, "full": cmdCutWhole, "none": feed,
		}[s.Choice("cut", "partial", "full", "none")],
	}
	return h, s.Done()
}
