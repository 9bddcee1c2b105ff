package hq

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// voice says things to a kiosk in order, whoever wants them said. It has a
// goroutine only while there is something to say, so that an idle connection
// costs none.
type voice struct {
	conn *websocket.Conn

	mu     sync.Mutex // guards what follows; never held across I/O
	queue  [][]byte
	silent chan struct{} // closed when everything has been said; nil while nobody speaks
	failed error
}

// mostUnsaid bounds what waits to be said to a kiosk that does not listen.
const mostUnsaid = 256

var errDeaf = errors.New("the kiosk does not listen to what it is told")

// say has a message said after those before it. It does not wait; an error means
// that this one or one before it could not be said.
func (v *voice) say(m wire.Message) error {
	b, err := wire.Encode(m)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.failed != nil:
		return v.failed
	case len(v.queue) >= mostUnsaid:
		v.failed = errDeaf
		return v.failed
	}
	v.queue = append(v.queue, b)
	if v.silent == nil {
		v.silent = make(chan struct{})
		go v.speak()
	}
	return nil
}

// speak says what there is to say, and ends. A line that takes no more is
// closed, which wakes its reader.
func (v *voice) speak() {
	for {
		b := v.next()
		if b == nil {
			return
		}
		err := v.conn.SetWriteDeadline(time.Now().Add(writeWithin))
		if err == nil {
			err = v.conn.WriteMessage(websocket.TextMessage, b)
		}
		if err != nil {
			v.fail(fmt.Errorf("answer: %w", err))
			_ = v.conn.Close()
		}
	}
}

// next returns the next message, or nil when speak has to end.
func (v *voice) next() []byte {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.queue) == 0 || v.failed != nil {
		close(v.silent)
		v.silent, v.queue = nil, nil
		return nil
	}
	b := v.queue[0]
	v.queue = v.queue[1:]
	return b
}

func (v *voice) fail(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.failed = err
}

// finish waits until everything has been said, or could not be.
func (v *voice) finish(ctx context.Context) error {
	v.mu.Lock()
	silent := v.silent
	v.mu.Unlock()
	if silent != nil {
		select {
		case <-silent:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.failed
}
