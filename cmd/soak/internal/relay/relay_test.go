package relay

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// echo answers with what it hears, until the test ends.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return // closed by the test's end
			}
			go func() {
				_, _ = io.Copy(c, c) // until the other side has gone
				_ = c.Close()
			}()
		}
	}()
	return l.Addr().String()
}

func run(t *testing.T) *Relay {
	t.Helper()
	r, err := Listen(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return r
}

type caller struct {
	net.Conn
	lines *bufio.Reader
}

func call(t *testing.T, r *Relay) caller {
	t.Helper()
	c, err := net.Dial("tcp", r.Address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return caller{c, bufio.NewReader(c)}
}

// says sends a line and waits for it to come back.
func (c caller) says(line string, within time.Duration) (string, error) {
	if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
		return "", err
	}
	if _, err := io.WriteString(c, line+"\n"); err != nil {
		return "", err
	}
	return c.lines.ReadString('\n')
}

// long is what a good line never needs.
const long = 10 * time.Second

func TestGood(t *testing.T) {
	t.Parallel()
	if got, err := call(t, run(t)).says("hello", long); err != nil || got != "hello\n" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestStalled: nothing passes and nothing ends; when the line is good again, what
// was said arrives.
func TestStalled(t *testing.T) {
	t.Parallel()
	r := run(t)
	c := call(t, r)
	r.Set(Stalled)
	var late net.Error
	if got, err := c.says("hello", 50*time.Millisecond); !errors.As(err, &late) || !late.Timeout() {
		t.Fatalf("a stalled line says %q, %v", got, err)
	}
	r.Set(Good)
	if got, err := c.says("again", long); err != nil || got != "hello\n" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestCut: what is open ends, and whoever comes is turned away until it is good.
func TestCut(t *testing.T) {
	t.Parallel()
	r := run(t)
	c := call(t, r)
	if _, err := c.says("hello", long); err != nil {
		t.Fatal(err)
	}
	r.Set(Cut)
	if got, err := c.says("hello", long); err == nil {
		t.Errorf("a cut line says %q", got)
	}
	if got, err := call(t, r).says("hello", long); err == nil {
		t.Errorf("a cut line lets somebody in, and says %q", got)
	}
	r.Set(Good)
	if got, err := call(t, r).says("hello", long); err != nil || got != "hello\n" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestSlow: there and back, a word is late twice.
func TestSlow(t *testing.T) {
	t.Parallel()
	r := run(t)
	c := call(t, r)
	r.Set(Slow)
	began := time.Now()
	if got, err := c.says("hello", long); err != nil || got != "hello\n" {
		t.Errorf("%q, %v", got, err)
	}
	if took := time.Since(began); took < 2*lateness {
		t.Errorf("a slow line took %s", took)
	}
}
