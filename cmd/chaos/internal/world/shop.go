package world

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/queue/queuetest"
)

// ending is how an incarnation ends.
type ending string

const (
	powerCut ending = "power cut" // at once, and the disk forgets what it may
	killed   ending = "killed"    // the process dies, the system stays
	stopped  ending = "stopped"   // in order
)

// shop is where the kiosk stands: it switches it on again, each time with the
// disk that the last time left.
type shop struct {
	w    *World
	dice *rand.Rand // of power cuts; under mu

	mu     sync.Mutex // guards what follows
	now    *kiosk     // nil between two incarnations
	pause  time.Duration
	count  int
	backup *queuetest.Image // of yesterday
	swap   *queuetest.Image // to be put in at the next start
	luck   diskLuck
	trap   func(op string, takes time.Duration) // hears of the next disk operation that takes time
	disk   queuetest.Image                      // as the last incarnation left it
	closed bool
}

// diskLuck is how the disk behaves at the moment.
type diskLuck struct {
	delay func(op string) time.Duration
	fail  func(op, name string) error
}

func newShop(w *World) *shop { return &shop{w: w, dice: w.dice("power")} }

// run keeps the kiosk going until ctx ends.
func (s *shop) run(ctx context.Context) {
	image := queuetest.Image{}
	for ctx.Err() == nil {
		k, err := s.prepare(image)
		if err != nil {
			s.w.fail("prepare a disk: %v", err)
			return
		}
		err = k.live()
		image = s.leave(k, err)
		s.keep(image)
		if err := os.RemoveAll(k.disk.Dir()); err != nil {
			s.w.fail("remove a used disk: %v", err)
		}
		sleep(ctx, s.off())
	}
}

// prepare puts the disk in and makes the next incarnation.
func (s *shop) prepare(image queuetest.Image) (*kiosk, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.swap != nil {
		image, s.swap = *s.swap, nil
	}
	s.count++
	disk, err := image.Disk(filepath.Join(s.w.o.Dir, fmt.Sprintf("disk-%d", s.count)), queuetest.Options{Delay: s.delay(s.count), Fail: s.fail})
	if err != nil {
		return nil, err
	}
	s.now, s.pause = newKiosk(s.w, s.count, disk), 0
	s.w.note("kiosk", "start %d", s.count)
	return s.now, nil
}

func (s *shop) delay(start int) func(string) time.Duration {
	usual := map[string]func() time.Duration{}
	for _, op := range []string{"sync", "commit", "create", "syncdir"} {
		usual[op] = s.w.delays(fmt.Sprintf("disk %d %s", start, op), time.Millisecond, 15*time.Millisecond)
	}
	return func(op string) time.Duration {
		takes := usual[op]()
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.luck.delay != nil {
			takes += s.luck.delay(op)
		}
		if s.trap != nil {
			s.trap(op, takes)
		}
		return takes
	}
}

// set has a trap hear of every disk operation, or nobody.
func (s *shop) set(trap func(op string, takes time.Duration)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trap = trap
}

func (s *shop) fail(op, name string) error {
	s.mu.Lock()
	bad := s.luck.fail
	s.mu.Unlock()
	if bad == nil {
		return nil
	}
	return bad(op, name)
}

func (s *shop) setLuck(l diskLuck) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.luck = l
}

// leave takes what an incarnation left on its disk.
func (s *shop) leave(k *kiosk, err error) queuetest.Image {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k.dead.Load() {
		return k.left
	}
	if err != nil {
		s.w.note("kiosk", "does not start")
		s.w.aside("kiosk", "%v", err)
		s.pause = 20 * time.Second
	}
	s.now = nil
	image, imageErr := k.disk.Kill()
	if imageErr != nil {
		s.w.fail("look at the disk: %v", imageErr)
	}
	return image
}

func (s *shop) off() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(s.pause, time.Second)
}

// running returns the kiosk that customers find, or nil.
func (s *shop) running() *kiosk {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now == nil {
		return nil
	}
	select {
	case <-s.now.ready:
		return s.now
	default:
		return nil
	}
}

// end ends the incarnation of this moment, for a while. It reports false when
// there is none. Nothing that the incarnation does later counts.
func (s *shop) end(how ending, pause time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.endLocked(s.now, how, pause)
}

// endOf ends an incarnation, unless another one has begun.
func (s *shop) endOf(k *kiosk, how ending, pause time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now == k {
		s.endLocked(k, how, pause)
	}
}

// endLocked does it; s.mu is held.
func (s *shop) endLocked(k *kiosk, how ending, pause time.Duration) bool {
	if k == nil || s.closed {
		return false
	}
	s.pause, s.now = pause, nil
	s.w.note("kiosk", "%s, for %v", how, pause.Round(time.Millisecond))
	if how != stopped {
		s.die(k, how)
	}
	k.cancel()
	return true
}

func (s *shop) keep(i queuetest.Image) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disk = i
}

// last returns what the last incarnation left, once run has ended.
func (s *shop) last() (queuetest.Image, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count == 0 {
		return s.disk, errors.New("the kiosk was never on")
	}
	return s.disk, nil
}

// shut ends the incarnation for good.
func (s *shop) shut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if k := s.now; k != nil {
		s.now = nil
		s.die(k, powerCut)
		k.cancel()
	}
}

// die takes disk and lines away from an incarnation.
func (s *shop) die(k *kiosk, how ending) {
	k.dead.Store(true)
	var err error
	if how == powerCut {
		k.left, err = k.disk.Cut(s.dice)
		s.w.office.net.Freeze()
	} else {
		k.left, err = k.disk.Kill()
		s.w.office.net.Cut()
	}
	if err != nil {
		s.w.fail("look at the disk: %v", err)
	}
	s.w.till.cut()
}

// attend restarts a kiosk whose journal could not be written, as its screen asks
// for, and as whoever is there does sooner or later.
func (s *shop) attend(ctx context.Context) {
	r := s.w.dice("attendant")
	for ctx.Err() == nil {
		sleep(ctx, between(r, 20*time.Second, 90*time.Second))
		k := s.running()
		if k == nil {
			continue
		}
		v := k.agent.View()
		f := v.Fault
		if f != nil && (f.Is(agent.FaultUnresolved) || f.Is(agent.FaultNotBack)) && v.Payment != nil {
			s.w.override(k, v.Payment.Key)
			continue
		}
		if k.queue.Stats().Err != nil || f != nil && f.Is(agent.FaultMemory) {
			s.end(stopped, between(r, 2*time.Second, 10*time.Second))
		}
	}
}

// override has the staff put a payment aside that the kiosk cannot settle.
func (w *World) override(k *kiosk, key pay.Key) {
	end := w.waits.begin("an override of " + short(key))
	defer end()
	err := k.agent.Override(k.ctx, key, "Kim", "looked it up")
	if !k.dead.Load() {
		w.note("staff", "puts %s aside: %s", short(key), answerOf(err))
	}
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
