package update

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Part is something that has to be as well after an update as before it.
type Part struct {
	Name    string
	Healthy func(context.Context) error

	// Grace is how long it may be unwell at a stretch: a pad that is being started
	// anew, or a line that was cut.
	Grace time.Duration
}

// Options are what an Updater is made of.
type Options struct {
	Folder    *Folder
	Running   string // this version
	Installed string // that of the installed program; Running if it is the one that runs
	Platform  string // as [Platform] says
	Kiosk     string // the kiosk's id, which decides when its turn is

	// Verify returns nil for a manifest that was signed by the release key.
	Verify func(manifest []byte, signature string) error

	// Base is where files lie that have no address of their own, as in
	// https://hq.example/updates/.
	Base   string
	Client *http.Client

	// Idle calls do when no payment is open, and lets none begin until it has
	// returned. It returns do's error.
	Idle func(ctx context.Context, do func(context.Context) error) error

	// Restart ends this program, so that what keeps it running starts it anew. It
	// must not block.
	Restart func()

	// Tell hears of each step. It must not block.
	Tell func(Step)

	// Free returns the room on the folder's disk, in bytes.
	Free func(dir string) (uint64, error)

	Parts []Part
	Watch time.Duration // how long a new version is watched; ten minutes
	Log   *slog.Logger
}

// Offer is a manifest as it came.
type Offer struct {
	Manifest  []byte `json:"manifest"`
	Signature string `json:"signature"`

	// Here says that somebody stands before the kiosk and wants it: it need not be
	// the kiosk's turn.
	Here bool `json:"here,omitempty"`

	// Folder is where the program lies, as on a USB stick; "" where it has to be
	// fetched.
	Folder string `json:"folder,omitempty"`
}

// Updater brings one kiosk up to date. Build it with Open, and run it.
type Updater struct {
	o      Options
	offers chan Offer

	mu    sync.Mutex // guards all below
	state state
	doing Progress
}

// Progress is what the updater does this moment.
type Progress struct {
	Version string `json:"version,omitempty"`
	Doing   string `json:"doing,omitempty"` // "fetching", "waiting for an idle kiosk", "on trial"
	Done    int64  `json:"done,omitempty"`  // bytes
	All     int64  `json:"all,omitempty"`
}

// Status is how the updates are, for people and programs.
type Status struct {
	Running   string            `json:"running"` // "" while no agent runs
	Installed string            `json:"installed"`
	Good      string            `json:"good,omitempty"`
	Trial     *Trial            `json:"trial,omitempty"`
	Bad       map[string]string `json:"bad,omitempty"`
	Last      *Step             `json:"last,omitempty"`
	Now       Progress          `json:"now"`
}

// Open reads what the last run has left.
func Open(o Options) (*Updater, error) {
	if o.Folder == nil || o.Verify == nil || o.Idle == nil || o.Restart == nil || o.Tell == nil {
		return nil, errors.New("updates need a folder, a release key, a way to wait for an idle kiosk, a way to restart and somebody to tell")
	}
	if o.Watch <= 0 {
		o.Watch = 10 * time.Minute
	}
	if o.Client == nil {
		o.Client = http.DefaultClient
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	u := &Updater{o: o, offers: make(chan Offer, 1)}
	s, err := o.Folder.read()
	if err != nil {
		o.Log.Warn("what is known of updates is forgotten", "because", err)
	}
	u.state = s
	return u, nil
}

// Status returns how the updates are this second.
func (u *Updater) Status() Status {
	u.mu.Lock()
	defer u.mu.Unlock()
	s := u.state
	return Status{Running: u.o.Running, Installed: u.o.Installed, Good: s.Good, Trial: s.Trial, Bad: s.Bad, Last: s.Last, Now: u.doing}
}

// Last returns the last step, for an HQ that may not have heard of it.
func (u *Updater) Last() (Step, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.state.Last == nil {
		return Step{}, false
	}
	return *u.state.Last, true
}

// Offer hands over a manifest. It does not wait; one that waits already is older,
// and not wanted any more.
func (u *Updater) Offer(o Offer) { newest(u.offers, o) }

func newest[T any](to chan T, v T) {
	for {
		select {
		case to <- v:
			return
		default:
		}
		select {
		case <-to:
		default:
		}
	}
}

// Run carries updates out until ctx ends. At first, a version on trial stands its
// trial.
func (u *Updater) Run(ctx context.Context) error {
	if err := u.o.Folder.tidy(u.now(), u.o.Running); err != nil {
		u.o.Log.Warn("old versions were not removed", "because", err)
	}
	if t := u.now().Trial; t != nil && t.Version == u.o.Running {
		u.stand(ctx, *t)
	}
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case o := <-u.offers:
			if err := u.Take(ctx, o); err != nil && ctx.Err() == nil {
				u.o.Log.Error("an update was not taken", "because", err)
			}
		}
	}
	return nil
}

func (u *Updater) now() state {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.state
}

func (u *Updater) does(p Progress) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.doing = p
}

// keep has a changed state survive, and then counts it.
func (u *Updater) keep(change func(*state)) error {
	s := u.now()
	change(&s)
	if err := u.o.Folder.write(s); err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.state = s
	return nil
}

// step notes how far an update has come, and tells it.
func (u *Updater) step(version, word, reason string) {
	s := Step{Version: version, State: word, Reason: reason, At: time.Now()}
	if l, ok := u.Last(); ok && l.Version == version && l.State == word && l.Reason == reason {
		u.o.Tell(l) // HQ offers again whenever the kiosk comes
		return
	}
	if err := u.keep(func(to *state) { to.Last = &s }); err != nil {
		u.o.Log.Warn("a step of an update was not noted", "step", s, "because", err)
	}
	u.o.Log.Info("update", "version", version, "state", word, "reason", reason)
	u.o.Tell(s)
}

// refuse answers an offer with a no that HQ hears.
func (u *Updater) refuse(version string, err error) error {
	u.step(version, Refused, err.Error())
	return fmt.Errorf("version %s: %w", version, err)
}
