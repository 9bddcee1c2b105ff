package drivertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"kioskd/drivers/link"
)

// way is a direction on the cable.
type way int

const (
	toPad way = iota
	toKiosk
)

func (w way) String() string { return [...]string{"to-pad", "to-kiosk"}[w] }

// accident happens to the cable once, when so many bytes have passed one way since
// it was watched.
type accident struct {
	way way
	at  int

	// bend says what becomes of the byte at that place. Nil lets it pass.
	bend func(byte) []byte

	// strike is what happens before that byte. Nil is nothing. It must not wait.
	strike func(*stage)
}

// cable joins the pad to every port that a driver opens.
type cable struct {
	stage *stage
	pen   sync.WaitGroup // pads that are being served

	mu        sync.Mutex // guards what is below; never kept while waiting
	watched   bool
	passed    [2]int
	seams     [2][]int // how much had passed after each piece
	accidents []accident
	port      *port // the open one
	run       int   // of the agent that may open ports

	absent  time.Time        // until then no port can be opened
	silent  time.Time        // until then bytes vanish
	garbled time.Time        // until then bytes arrive as others, as at a wrong speed
	held    [2]time.Time     // until then bytes are on their way
	pace    [2]time.Duration // between two bytes
	stuck   bool             // the next write blocks until the port is closed
	slow    time.Duration    // how long closing takes
}

// watch begins to count, and lets accidents happen from here on.
func (c *cable) watch(accidents ...accident) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watched, c.passed, c.seams, c.accidents = true, [2]int{}, [2][]int{}, slices.Clone(accidents)
}

// calm ends the watch: no further accident happens.
func (c *cable) calm() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watched, c.accidents, c.pace = false, nil, [2]time.Duration{}
}

// count returns how many bytes have passed, and where pieces ended.
func (c *cable) count() (passed [2]int, seams [2][]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.passed, [2][]int{slices.Clone(c.seams[0]), slices.Clone(c.seams[1])}
}

var errBusy = errors.New("serial port COM9 is busy: another program has it open")

// opener opens ports for one run of the agent. Later runs take the cable over.
func (c *cable) opener(run int) link.Opener {
	return link.OpenFunc("COM9", func(context.Context) (link.Link, error) {
		c.mu.Lock()
		busy := run != c.run || time.Now().Before(c.absent)
		c.mu.Unlock()
		if busy {
			return nil, errBusy
		}
		return link.Start(c.plug(), 0), nil
	})
}

// plug makes a port with the pad at its other end.
func (c *cable) plug() *port {
	kiosk, pad := link.Pipe()
	p := &port{cable: c, Port: kiosk, dead: make(chan struct{})}
	c.pen.Go(func() {
		if err := c.stage.pad.Serve(c.stage.ctx, link.Start(&socket{Port: pad, cable: c}, 0)); err != nil {
			c.stage.diary.note("%v", err)
		}
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.port = p
	return p
}

// pass takes a piece one way. What arrives of it is handed on in parts: whatever
// happens in the middle happens after the bytes before it have arrived.
func (c *cable) pass(w way, p *port, piece []byte, arrive func([]byte)) {
	var part []byte
	for _, b := range piece {
		if due := c.due(w); len(due) > 0 {
			arrive(part)
			part = nil
			c.happen(w, due)
		}
		if w == toPad && c.blocks() {
			<-p.dead
		}
		if !p.alive() {
			return
		}
		part = append(part, c.carry(w, b)...)
	}
	arrive(part)
	c.mu.Lock()
	c.seams[w] = append(c.seams[w], c.passed[w])
	c.mu.Unlock()
	c.happen(w, c.due(w)) // what happens after the last byte
}

// happen lets accidents happen.
func (c *cable) happen(w way, accidents []accident) {
	for _, a := range accidents {
		c.stage.diary.note("after %d bytes %v: %s", a.at, w, c.stage.scenario.name)
		a.strike(c.stage)
	}
}

// due takes the accidents whose byte comes next.
func (c *cable) due(w way) (due []accident) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.accidents = slices.DeleteFunc(c.accidents, func(a accident) bool {
		hit := a.strike != nil && a.way == w && a.at == c.passed[w]
		if hit {
			due = append(due, a)
		}
		return hit
	})
	return due
}

// carry counts a byte and returns what arrives of it.
func (c *cable) carry(w way, b byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	place := c.passed[w]
	if c.watched {
		c.passed[w]++
	}
	switch {
	case time.Now().Before(c.silent):
		return nil
	case time.Now().Before(c.garbled):
		return []byte{b ^ 0xA5}
	}
	for _, a := range c.accidents {
		if a.bend != nil && a.way == w && a.at == place {
			return a.bend(b)
		}
	}
	return []byte{b}
}

// cut breaks the line with an error; for a while no port can be opened.
func (c *cable) cut(away time.Duration) {
	c.mu.Lock()
	p := c.port
	c.absent = time.Now().Add(away)
	c.mu.Unlock()
	if p != nil {
		p.die()
	}
}

// hand gives the cable to a new run of the agent; 0 is nobody.
func (c *cable) hand(run int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.run = run
}

// set changes the cable.
func (c *cable) set(change func(*cable)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(c)
}

// delay returns how long a byte has to wait, and whether bytes go one by one.
func (c *cable) delay(w way) (wait time.Duration, single bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(time.Until(c.held[w]), c.pace[w]), c.pace[w] > 0
}

// blocks reports whether a write gets stuck, once.
func (c *cable) blocks() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	stuck := c.stuck
	c.stuck = false
	return stuck
}

func (c *cable) closing() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.slow
}

// String tells how much has passed.
func (c *cable) String() string {
	passed, _ := c.count()
	return fmt.Sprintf("%d bytes %v, %d %v", passed[toPad], toPad, passed[toKiosk], toKiosk)
}
