package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/drivers/link"
	"kioskd/queue"
	"kioskd/sync/uplink"
	"kioskd/ui"
)

// healthy is a kiosk with nothing wrong.
func healthy(t *testing.T) *Patient {
	t.Helper()
	p := &Patient{Version: "test", Config: config.Default()}
	p.Config.Data, p.Config.HQ.URL, p.Config.Pad.Port = t.TempDir(), "ws://127.0.0.1:1/sync", "/dev/ttyUSB0"
	if err := os.Chmod(p.Config.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	status := kioskapp.Status{Running: true, State: agent.Idle, HQ: &uplink.State{Connected: true}, Screen: &ui.Presence{Beats: 9, Quiet: 500}}
	p.Status = func(context.Context) (kioskapp.Status, error) { return status, nil }
	p.Pad = func(context.Context) (kioskapp.PadInfo, error) {
		return kioskapp.PadInfo{Link: pay.Link{Up: true, Pad: "TL-3600"}}, nil
	}
	p.HQ = func(context.Context) (time.Time, error) { return time.Now(), nil }
	p.Machine = Machine{
		Device: func(string) error { return nil }, Free: func(string) (uint64, error) { return 10 << 30, nil },
		Forgets:     func(dir string) (string, error) { _, err := os.Stat(dir); return "", err },
		WriteFilter: func(string) string { return "" }, Synchronised: func() (bool, error) { return true, nil },
		Built: func() time.Time { return time.Time{} },
		Service: func(context.Context) (Service, error) {
			return Service{Installed: true, Automatic: true, State: "active"}, nil
		},
		Browser:  func(string) (string, error) { return "/usr/bin/chromium", nil },
		Policies: func() ([]string, error) { return []string{"kioskd.json"}, nil },
		Voices:   func(context.Context) ([]string, error) { return []string{"espeak-ng"}, nil },
	}
	return p
}

// is changes what the agent answers.
func (p *Patient) is(change func(*kioskapp.Status)) {
	was := p.Status
	p.Status = func(ctx context.Context) (kioskapp.Status, error) {
		s, err := was(ctx)
		change(&s)
		return s, err
	}
}

// padIs has the pad answer something else.
func (p *Patient) padIs(i kioskapp.PadInfo, err error) {
	p.Pad = func(context.Context) (kioskapp.PadInfo, error) { return i, err }
}

func examine(p *Patient) Report {
	return Examine(context.Background(), *p, func(string, int, int) {})
}

func TestHealthy(t *testing.T) {
	t.Parallel()
	var told []string
	p := healthy(t)
	r := Examine(context.Background(), *p, func(part string, done, all int) { told = append(told, fmt.Sprintf("%s %d/%d", part, done, all)) })
	for _, f := range r.Findings {
		if f.Grade != OK || f.Says == "" || f.Next != "" {
			t.Errorf("%+v", f)
		}
	}
	if !r.Well() || !r.Running || len(told) != len(parts) || told[0] != "settings 0/15" {
		t.Errorf("%+v, told %q", r, told)
	}
	if left, err := os.ReadDir(p.Config.Data); err != nil || len(left) > 0 {
		t.Errorf("the doctor left %v behind, %v", left, err)
	}
}

// trouble is one thing that is wrong with a kiosk, and the line that says so.
type trouble struct {
	name  string
	cause func(*Patient)
	part  string
	grade Grade
	says  string
}

var troubles = []trouble{
	{"test mode", func(p *Patient) { p.Config.TestMode = true }, "settings", Warn, "test mode"},
	{"no service", func(p *Patient) { p.service(Service{}, nil) }, "service", Warn, "does not start by itself"},
	{"service disabled", func(p *Patient) { p.service(Service{Installed: true, EnableBy: "systemctl"}, nil) }, "service", Fail, "after a power cut"},
	{"service restarts", func(p *Patient) { p.service(Service{Installed: true, Automatic: true, Restarts: 3}, nil) }, "service", Warn, "restarted 3 times"},
	{"no systemd", func(p *Patient) { p.service(Service{}, unknown("it has no systemd")) }, "service", Warn, "no systemd"},
	{"agent stopped", func(p *Patient) { p.is(func(s *kioskapp.Status) { s.Running = false }) }, "agent", Fail, "no agent runs"},
	{"never started", func(p *Patient) { p.dead(ErrNoJournal) }, "agent", Warn, "none has run here yet"},
	{"door closed", func(p *Patient) { p.dead(fs.ErrPermission) }, "agent", Fail, "permission"},
	{"fault", func(p *Patient) { p.is(func(s *kioskapp.Status) { s.Fault = agent.FaultMended }) }, "agent", Fail, "303"},
	{"port gone", func(p *Patient) { p.padIs(kioskapp.PadInfo{}, fs.ErrNotExist) }, "port", Fail, "not exist"},
	{"pad after port", func(p *Patient) { p.padIs(kioskapp.PadInfo{}, fs.ErrNotExist) }, "pad", Fail, "before the port"},
	{"port busy", func(p *Patient) { p.padIs(kioskapp.PadInfo{}, link.ErrBusy) }, "port", Fail, "use"},
	{"port gone from agent", func(p *Patient) { p.device(fs.ErrNotExist) }, "port", Fail, "does not exist"},
	{"port locked", func(p *Patient) { p.device(fs.ErrPermission) }, "port", Fail, "may not open"},
	{"port broken", func(p *Patient) { p.device(errors.New("odd")) }, "port", Fail, "odd"},
	{"port there, pad silent", func(p *Patient) { p.device(nil) }, "port", OK, "is there"},
	{"port nonsense", func(p *Patient) { p.device(nil); p.Config.Pad.Port = "x" }, "port", Fail, "bad device address"},
	{"tcp silent", func(p *Patient) { p.device(nil); p.Config.Pad.Port = "tcp://127.0.0.1:9" }, "port", Warn, "nothing answers"},
	{"pad silent", func(p *Patient) { p.padIs(kioskapp.PadInfo{Link: pay.Link{Reason: "no answer"}}, nil) }, "pad", Fail, "no answer"},
	{"pad busy", func(p *Patient) { p.padIs(kioskapp.PadInfo{Link: pay.Link{Up: true}}, errors.New("busy")) }, "pad", Warn, "busy"},
	{"noisy line", func(p *Patient) { p.padIs(kioskapp.PadInfo{Link: pay.Link{Up: true}, Noise: 999}, nil) }, "pad", Warn, "999 broken"},
	{"pad's part", func(p *Patient) { p.padIs(badReader, nil) }, "pad", Warn, "reader says: worn"},
	{"no paper", func(p *Patient) { p.paper(false) }, "printer", Warn, "paper"},
	{"no paper, needed", func(p *Patient) { p.paper(true) }, "printer", Fail, "no payment begins"},
	{"no HQ", func(p *Patient) { p.Config.HQ.URL = "" }, "HQ", Warn, "none is set"},
	{"HQ away", func(p *Patient) { p.hqIs(uplink.State{}, errors.New("no route")) }, "HQ", Fail, "no route"},
	{"HQ refuses", func(p *Patient) { p.hqIs(uplink.State{Error: "unknown key"}, nil) }, "HQ", Fail, "unknown key"},
	{"fork", func(p *Patient) { p.hqIs(uplink.State{Fork: "two kiosks"}, nil) }, "HQ", Fail, "two kiosks"},
	{"clock off", func(p *Patient) { p.hqTime(time.Minute) }, "clock", Warn, "1m0s away"},
	{"clock wrong", func(p *Patient) { p.hqTime(-time.Hour) }, "clock", Fail, "1h0m"},
	{"battery dead", func(p *Patient) { p.Machine.Built = func() time.Time { return time.Now().Add(time.Hour) } }, "clock", Fail, "before this program"},
	{"nobody keeps the time", func(p *Patient) { p.hqIs(uplink.State{}, errors.New("x")); p.kept(false, nil) }, "clock", Warn, "nobody keeps"},
	{"time unknown", func(p *Patient) { p.hqIs(uplink.State{}, errors.New("x")); p.kept(false, fs.ErrPermission) }, "clock", Warn, "does not say"},
	{"disk full", func(p *Patient) { p.free(1<<20, nil) }, "disk", Fail, "1 MB free"},
	{"disk nearly full", func(p *Patient) { p.free(100<<20, nil) }, "disk", Warn, "100 MB free"},
	{"disk odd", func(p *Patient) { p.free(0, errors.New("odd")) }, "disk", Warn, "odd"},
	{"disk in memory", func(p *Patient) { p.Machine.Forgets = func(string) (string, error) { return "tmpfs", nil } }, "disk", Fail, "is on tmpfs, which may forget"},
	{"disk unreadable", func(p *Patient) { p.Machine.Forgets = func(string) (string, error) { return "", fs.ErrPermission } }, "disk", Fail, "permission denied"},
	{"write filter", func(p *Patient) { p.Machine.WriteFilter = func(string) string { return "a filter" } }, "disk", Fail, "gone after a restart"},
	{"no folder", func(p *Patient) { p.Config.Data = filepath.Join(p.Config.Data, "no") }, "disk", Warn, "not there yet"},
	{"no folder's rights", func(p *Patient) { p.Config.Data = filepath.Join(p.Config.Data, "no") }, "rights", Warn, "not there yet"},
	{"folder open to all", func(p *Patient) { mustChmod(p.Config.Data, 0o755) }, "rights", Fail, "others may look"},
	{"journal cannot be written", func(p *Patient) { p.is(func(s *kioskapp.Status) { s.Queue.Error = "disk full" }) }, "journal", Fail, "disk full"},
	{"facts lost", func(p *Patient) { p.opened(queue.Opening{Missing: []queue.Span{{First: 1, Last: 2}}}) }, "journal", Fail, "lost for good"},
	{"journal mended", func(p *Patient) { p.opened(queue.Opening{Kept: []string{"queue.damaged"}}) }, "journal", Warn, "queue.damaged"},
	{"quarantine", func(p *Patient) { p.is(func(s *kioskapp.Status) { s.Queue.Set = 2 }) }, "journal", Warn, "refused 2"},
	{"waits long", func(p *Patient) { p.is(func(s *kioskapp.Status) { s.Queue.Waiting = 5 }) }, "journal", Warn, "5 facts wait"},
	{"journal not readable", func(p *Patient) { p.dead(fs.ErrPermission) }, "journal", Fail, "permission"},
	{"no journal", func(p *Patient) { p.dead(ErrNoJournal) }, "journal", Warn, "none has been made"},
	{"page hangs", func(p *Patient) { p.page(ui.Presence{Beats: 3, Quiet: 9000}) }, "screen", Fail, "silent for 9s"},
	{"no page", func(p *Patient) { p.page(ui.Presence{}) }, "screen", Warn, "no page"},
	{"app without the SDK", func(p *Patient) { p.page(ui.Presence{Mute: true}) }, "screen", OK, "has not loaded the SDK"},
	{"page away", func(p *Patient) { p.page(ui.Presence{Beats: 3, Quiet: 9000, Away: true}) }, "screen", OK, "handed over"},
	{"no browser", func(p *Patient) {
		p.Machine.Browser = func(string) (string, error) { return "", errors.New("none found") }
	}, "browser", Fail, "none found"},
	{"no policy", func(p *Patient) { p.Machine.Policies = func() ([]string, error) { return nil, nil } }, "policy", Warn, "no policy"},
	{"policy closed", func(p *Patient) { p.Machine.Policies = func() ([]string, error) { return nil, fs.ErrPermission } }, "policy", Warn, "permission"},
	{"no voices", func(p *Patient) { p.Machine.Voices = func(context.Context) ([]string, error) { return nil, nil } }, "voices", Warn, "there are none"},
}

func TestTroubles(t *testing.T) {
	t.Parallel()
	for _, test := range troubles {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := healthy(t)
			test.cause(p)
			r := examine(p)
			f := r.find(t, test.part)
			if f.Grade != test.grade || !strings.Contains(f.Says, test.says) || (f.Next == "") != (f.Grade == OK) {
				t.Errorf("%+v, want %s with %q and a next step", f, test.grade, test.says)
			}
			if f.Grade == Fail && r.Well() {
				t.Error("a kiosk with a failure counts as well")
			}
		})
	}
}

func (r Report) find(t *testing.T, part string) Finding {
	t.Helper()
	for _, f := range r.Findings {
		if f.Part == part {
			return f
		}
	}
	t.Fatalf("nothing was said of %s: %+v", part, r)
	return Finding{}
}

// TestNoConfiguration: what needs none is looked at all the same.
func TestNoConfiguration(t *testing.T) {
	t.Parallel()
	p := healthy(t)
	p.ConfigErr = errors.New("line 3: unknown key\nline 4: another")
	r := examine(p)
	var got []string
	for _, f := range r.Findings {
		got = append(got, f.Part)
	}
	if diff := cmp.Diff([]string{"settings", "service", "browser", "policy", "voices"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if f := r.find(t, "settings"); f.Grade != Fail || strings.Contains(f.Says, "\n") {
		t.Errorf("%+v", f)
	}
}

var badReader = kioskapp.PadInfo{
	Link: pay.Link{Up: true, Pad: "TL"}, Pad: &pay.Inspection{Parts: []pay.Part{{Name: "lamp", OK: true}, {Name: "reader", Says: "worn"}}},
}

func (p *Patient) service(s Service, err error) {
	p.Machine.Service = func(context.Context) (Service, error) { return s, err }
}

func (p *Patient) dead(err error) {
	p.Status = func(context.Context) (kioskapp.Status, error) { return kioskapp.Status{}, err }
}

func (p *Patient) device(err error) {
	p.padIs(kioskapp.PadInfo{Link: pay.Link{Reason: "gone"}}, nil)
	p.Machine.Device = func(string) error { return err }
}

func (p *Patient) paper(required bool) {
	p.Config.Printer.Port, p.Config.Printer.Required = "/dev/lp", required
	p.is(func(s *kioskapp.Status) { s.Printer = &pay.Printer{State: pay.PaperOut, Reason: "paper is out"} })
}

func (p *Patient) hqIs(s uplink.State, err error) {
	p.is(func(to *kioskapp.Status) { to.HQ = &s })
	p.HQ = func(context.Context) (time.Time, error) { return time.Now(), err }
}

func (p *Patient) hqTime(ahead time.Duration) {
	p.HQ = func(context.Context) (time.Time, error) { return time.Now().Add(ahead), nil }
}

func (p *Patient) kept(yes bool, err error) {
	p.Machine.Synchronised = func() (bool, error) { return yes, err }
}

func (p *Patient) free(n uint64, err error) {
	p.Machine.Free = func(string) (uint64, error) { return n, err }
}

func (p *Patient) opened(o queue.Opening) {
	p.is(func(s *kioskapp.Status) { s.Queue.Opening = o })
}

func (p *Patient) page(page ui.Presence) { p.is(func(s *kioskapp.Status) { s.Screen = &page }) }

func mustChmod(dir string, mode fs.FileMode) {
	if err := os.Chmod(dir, mode); err != nil {
		panic(err)
	}
}
