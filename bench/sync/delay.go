package main

import (
	"io"
	"net"
	"time"
)

// added is the delay that a round trip is made to take.
const added = 50 * time.Millisecond

// nearly is how much too early a byte may be: a sleep of less takes longer than
// that.
const nearly = time.Millisecond / 2

// roundTrip measures how long a byte takes to somebody so far away and back: the
// added delay, and what proxy and system take.
func roundTrip(oneWay time.Duration) (time.Duration, error) {
	echo, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = echo.Close() }()
	go func() {
		if c, err := echo.Accept(); err == nil {
			_, _ = io.Copy(c, c) // until the other end closes
			_ = c.Close()
		}
	}()
	far, err := delay(echo.Addr().String(), oneWay)
	if err != nil {
		return 0, err
	}
	defer func() { _ = far.Close() }()
	c, err := net.Dial("tcp", far.Addr().String())
	if err != nil {
		return 0, err
	}
	defer func() { _ = c.Close() }()
	const times = 10
	start, one := time.Now(), make([]byte, 1)
	for range times {
		if _, err := c.Write(one); err != nil {
			return 0, err
		}
		if _, err := io.ReadFull(c, one); err != nil {
			return 0, err
		}
	}
	return time.Since(start) / times, nil
}

// delay is a proxy that lets bytes through at any rate, and each of them late.
func delay(to string, oneWay time.Duration) (net.Listener, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return // closed
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				_ = near.Close()
				continue
			}
			go late(far, near, oneWay)
			go late(near, far, oneWay)
		}
	}()
	return l, nil
}

// piece is what was read, and when it is to be written.
type piece struct {
	b  []byte
	at time.Time
}

func late(to io.WriteCloser, from io.ReadCloser, oneWay time.Duration) {
	way := make(chan piece, 100_000)
	go func() {
		defer close(way)
		for {
			b := make([]byte, 64<<10)
			n, err := from.Read(b)
			if n > 0 {
				way <- piece{b[:n], time.Now().Add(oneWay)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range way {
		if wait := time.Until(p.at); wait > nearly {
			time.Sleep(wait)
		}
		if _, err := to.Write(p.b); err != nil {
			break
		}
	}
	_ = to.Close()
	_ = from.Close()
	for range way { // until the reader has ended
	}
}
