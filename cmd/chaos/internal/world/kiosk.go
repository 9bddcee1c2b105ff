package world

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kioskd/agent"
	"kioskd/agent/command"
	"kioskd/agent/online"
	"kioskd/agent/pay"
	"kioskd/agent/settings"
	"kioskd/drivers"
	"kioskd/queue"
	"kioskd/queue/queuetest"
	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// kiosk is one incarnation of the product, from a start to its end. What is
// still running after the end counts for nothing: its disk, its lines and its
// network have failed, and nobody looks at what it shows.
type kiosk struct {
	w      *World
	number int
	disk   *queuetest.Disk

	ctx    context.Context
	cancel context.CancelFunc
	dead   atomic.Bool     // power cut, or killed
	ready  chan struct{}   // closed when customers can come
	over   chan struct{}   // closed when everything has ended
	left   queuetest.Image // what is on the disk afterwards

	hold   atomic.Pointer[agent.Fault] // why no payment may begin
	toHQ   *queue.Cursor
	queue  *queue.Queue
	agent  *agent.Agent
	pad    drivers.Pad
	uplink *uplink.Uplink
	phones *online.Phones // nil where nobody pays by phone

	settings *settings.Manager
	desk     *command.Desk
	offers   chan wire.Settings // holds the newest
	wanted   chan wire.Command
}

func newKiosk(w *World, number int, disk *queuetest.Disk) *kiosk {
	k := &kiosk{w: w, number: number, disk: disk, ready: make(chan struct{}), over: make(chan struct{}), offers: make(chan wire.Settings, 1), wanted: make(chan wire.Command, 100)}
	k.ctx, k.cancel = context.WithCancel(context.Background())
	return k
}

// live starts the kiosk and returns when it has ended.
func (k *kiosk) live() error {
	defer close(k.over)
	defer k.cancel()
	if err := k.open(); err != nil {
		return errors.Join(err, k.close())
	}
	close(k.ready)
	heart, orders, desk, lastWords := k.partings()
	pad, unplug := context.WithCancel(context.Background())
	uplink, hangUp := context.WithCancel(context.Background())
	var running sync.WaitGroup
	run := func(ctx context.Context, run func(context.Context) error) {
		running.Go(func() {
			if err := run(ctx); err != nil && !k.dead.Load() {
				k.w.fail("the kiosk stopped by itself: %v", err)
				k.cancel()
			}
		})
	}
	run(pad, k.pad.Run)
	run(heart, func(ctx context.Context) error {
		defer unplug() // the agent's last words to the pad and to HQ need them
		defer time.AfterFunc(lastWords, hangUp)
		return k.agent.Run(ctx, k.pad)
	})
	run(uplink, k.uplink.Run)
	if k.phones != nil {
		run(uplink, k.phones.Run)
	}
	run(orders, k.settings.Run)
	run(orders, k.takeOffers)
	run(desk, k.desk.Run)
	run(desk, k.takeCommands)
	run(k.ctx, k.watch)
	running.Wait()
	return k.close()
}

// partings returns contexts for the kiosk's parts, which end with the kiosk's, one
// a moment after the other and in any order: parts that are told to stop at once
// hear of it in some order, too, and a seed has to know in which.
func (k *kiosk) partings() (heart, orders, desk context.Context, lastWords time.Duration) {
	r := k.w.dice(fmt.Sprintf("partings of start %d", k.number))
	after := func() time.Duration { return between(r, 0, 3*time.Millisecond) }
	part := func(after time.Duration) context.Context {
		ctx, cancel := context.WithCancel(context.Background())
		context.AfterFunc(k.ctx, func() {
			time.Sleep(after)
			cancel()
		})
		return ctx
	}
	heart, lastWords = part(after()), after()
	return heart, part(after()), part(after()), lastWords
}

// close gives the journal back. What it says then matters only while the disk
// works.
func (k *kiosk) close() error {
	if k.queue == nil {
		return nil
	}
	if err := k.queue.Close(); err != nil && !k.dead.Load() {
		k.w.aside("kiosk", "close the journal: %v", err)
	}
	return nil
}

func (k *kiosk) open() (err error) {
	if k.queue, err = queue.Open(k.disk.Dir(), queue.Options{
		Disk: k.disk, Rand: k.random("journal"), SegmentBytes: 64 << 10, Log: k.log(),
	}); err != nil {
		return err
	}
	if err := k.w.promises.check(k.queue); err != nil {
		return err
	}
	mark, err := k.queue.Cursor("agent")
	if err != nil {
		return err
	}
	if k.toHQ, err = k.queue.Cursor("hq"); err != nil {
		return err
	}
	if err := errors.Join(k.openSettings(), k.openDesk()); err != nil {
		return err
	}
	phones, policy, err := k.openPhones()
	if err != nil {
		return err
	}
	if k.agent, err = agent.New(agent.Options{
		Phones: phones, Policy: policy,
		Journal: journal{k.queue, k}, Bookmark: mark, Catalogue: k.catalogue(k.settings.Document()), Test: true,
		Store: pay.Store{ID: "s1", Name: "Shop"}, Rand: k.random("keys"), Log: k.log(),
		Hold: k.hold.Load, Gaps: k.gaps, Place: time.UTC,
		Clock: agent.StartClock(agent.ClockMemory{Boot: uint64(k.number)}, time.Now()),
	}); err != nil {
		return err
	}
	if k.pad, err = k.w.till.p.driver.New(drivers.Options{
		Link: k.w.till.opener(), Watcher: k.agent, Log: k.log(), Location: time.UTC, Settings: k.w.till.habits,
	}); err != nil {
		return err
	}
	options := uplink.Options{
		URL: "ws://localhost/sync", Kiosk: kioskID, Token: kioskToken, Agent: "kioskd/chaos", Run: fmt.Sprintf("start-%d", k.number),
		Source: uplink.FromQueue(k.queue, k.toHQ), Status: k.status, Forked: k.forked, Orders: orders{k}, Log: k.log(), Rand: k.random("uplink"), Dial: k.w.office.net.Dial,
	}
	if k.phones != nil {
		options.News, options.Linked = k.phones.News, k.phones.Linked
	}
	k.uplink, err = uplink.New(options)
	return err
}

func (k *kiosk) random(stream string) *shared {
	return k.w.random(fmt.Sprintf("%s of start %d", stream, k.number)).(*shared)
}

func (k *kiosk) status() wire.Status {
	return wire.Status{At: time.Now().UTC(), State: string(k.agent.View().State), Test: true}
}

// settledView is what the screen shows when all that happens in this instant has
// happened: what stands there for no time at all nobody sees.
func (k *kiosk) settledView() agent.View {
	time.Sleep(time.Nanosecond)
	return k.agent.View()
}

// watch looks at the screen, as everybody in the shop does.
func (k *kiosk) watch(ctx context.Context) error {
	var seen agent.State
	for {
		v := k.settledView()
		if k.dead.Load() {
			return nil
		}
		if v.State != seen {
			seen = v.State
			k.w.note("screen", "%s%s", seen, k.about(v))
		}
		if v.State == agent.Approved && v.Payment != nil && v.Payment.Receipt != nil {
			k.w.truth.show(shown{v.Payment.Key, v.Payment.Receipt.Number, v.Payment.Via != ""})
		}
		if _, err := k.agent.Wait(ctx, v.Seq); err != nil {
			return nil // the kiosk ends
		}
	}
}

func (k *kiosk) about(v agent.View) string {
	s := ""
	if v.Payment != nil {
		s = " " + short(v.Payment.Key)
	}
	if v.Fault != nil {
		s += fmt.Sprintf(" (fault %d)", v.Fault.Number)
	}
	return s
}

// short is a key for people.
func short(k pay.Key) string { return string(k[max(0, len(k)-6):]) }

// log takes what the product tells its log into the timeline.
func (k *kiosk) log() *slog.Logger { return slog.New(logHandler{k: k}) }

// logHandler writes warnings and errors beside the timeline.
type logHandler struct {
	k     *kiosk
	attrs []slog.Attr
}

func (h logHandler) Enabled(_ context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && !h.k.dead.Load()
}

func (h logHandler) Handle(_ context.Context, r slog.Record) error {
	text := r.Message
	r.Attrs(func(a slog.Attr) bool {
		text += fmt.Sprintf(" %s=%v", a.Key, a.Value)
		return true
	})
	h.k.w.aside("log", "%s", text)
	return nil
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.k, append(h.attrs[:len(h.attrs):len(h.attrs)], attrs...)}
}
func (h logHandler) WithGroup(string) slog.Handler { return h }
