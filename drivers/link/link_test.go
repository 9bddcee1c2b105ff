package link

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// gather reads n bytes from a link.
func gather(t *testing.T, l Link, n int) string {
	t.Helper()
	var got []byte
	for len(got) < n {
		chunk, ok := <-l.Receive()
		if !ok {
			t.Fatalf("link ended after %d of %d bytes: %v", len(got), n, l.Err())
		}
		got = append(got, chunk...)
	}
	return string(got)
}

func TestBothWays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := Pipe()
		left, right := Start(a, 0), Start(b, 0)
		for _, text := range []string{"one", "two", strings.Repeat("three", 1000)} {
			if err := left.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(text, gather(t, right, len(text))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		}
		if err := left.Close(); err != nil {
			t.Error(err)
		}
		if err := left.Close(); err != nil {
			t.Errorf("second Close: %v", err)
		}
		if _, ok := <-right.Receive(); ok || !errors.Is(right.Err(), ErrLost) {
			t.Errorf("other end: open %v, %v; want closed and ErrLost", ok, right.Err())
		}
		if !errors.Is(left.Err(), ErrClosed) {
			t.Errorf("own end: %v, want ErrClosed", left.Err())
		}
		if err := left.Write([]byte("late")); !errors.Is(err, ErrClosed) {
			t.Errorf("write after Close: %v, want ErrClosed", err)
		}
		right.Close()
	})
}

// wrapped lets a test break one method of a port.
type wrapped struct {
	io.Reader
	write func([]byte) (int, error)
	close func() error
}

func (w wrapped) Write(p []byte) (int, error) { return w.write(p) }
func (w wrapped) Close() error                { return w.close() }

func TestOneByteReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := Pipe()
		l := Start(wrapped{iotest.OneByteReader(a), a.Write, a.Close}, 0)
		defer l.Close()
		if _, err := b.Write([]byte("hello")); err != nil {
			t.Fatal(err)
		}
		if got := gather(t, l, 5); got != "hello" {
			t.Errorf("got %q", got)
		}
	})
}

type emptyReads struct {
	n    int
	rest io.Reader
}

func (e *emptyReads) Read(p []byte) (int, error) {
	if e.n--; e.n >= 0 {
		return 0, nil
	}
	return e.rest.Read(p)
}

func TestEmptyReadsAreNoError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := Pipe()
		l := Start(wrapped{&emptyReads{n: 2000, rest: a}, a.Write, a.Close}, 0)
		defer l.Close()
		if _, err := b.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if got := gather(t, l, 1); got != "x" {
			t.Errorf("got %q", got)
		}
	})
}

type panicky struct{}

func (panicky) Read([]byte) (int, error) { panic("descriptor 1024") }

func TestPanickingPortIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := Pipe()
		l := Start(wrapped{panicky{}, a.Write, a.Close}, 0)
		if _, ok := <-l.Receive(); ok || !errors.Is(l.Err(), ErrLost) {
			t.Errorf("open %v, %v; want closed and ErrLost", ok, l.Err())
		}
		l.Close()
	})
}

func TestStuckWriteLosesThePort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := Pipe()
		stuck := make(chan struct{})
		l := Start(wrapped{a, func([]byte) (int, error) { <-stuck; return 0, io.ErrClosedPipe }, a.Close}, 0)
		began := time.Now()
		if err := l.Write([]byte("x")); !errors.Is(err, ErrStuck) {
			t.Errorf("got %v, want ErrStuck", err)
		}
		if took := time.Since(began); took != WriteLimit {
			t.Errorf("took %v, want %v", took, WriteLimit)
		}
		if _, ok := <-l.Receive(); ok {
			t.Error("the link still stands")
		}
		close(stuck)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestHangingCloseIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _ := Pipe()
		hang := make(chan struct{})
		l := Start(wrapped{a, a.Write, func() error { <-hang; return a.Close() }}, 0)
		began := time.Now()
		if err := l.Close(); err == nil {
			t.Error("Close of a hanging port said nothing")
		}
		if took := time.Since(began); took != CloseLimit {
			t.Errorf("took %v, want %v", took, CloseLimit)
		}
		close(hang)
	})
}

type trickle struct{ bytes.Buffer }

func (s *trickle) Write(p []byte) (int, error) { return s.Buffer.Write(p[:1]) }

func TestShortWritesAreContinued(t *testing.T) {
	var s trickle
	if err := writeAll(&s, []byte("abc")); err != nil || s.String() != "abc" {
		t.Errorf("got %q, %v", s.String(), err)
	}
	if err := writeAll(noProgress{}, []byte("abc")); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("no progress: got %v, want io.ErrShortWrite", err)
	}
}

type noProgress struct{}

func (noProgress) Write([]byte) (int, error) { return 0, nil }

func TestTCP(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		if conn, err := listener.Accept(); err == nil {
			_, _ = io.Copy(conn, conn)
			_ = conn.Close()
		}
	}()
	way, err := Parse("tcp://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	l, err := way.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Write([]byte("echo")); err != nil {
		t.Fatal(err)
	}
	if got := gather(t, l, 4); got != "echo" {
		t.Errorf("got %q", got)
	}
}

func TestMissingPortNamesTheNextStep(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("paths are not port names there")
	}
	way, err := Parse(filepath.Join(t.TempDir(), "ttyUSB9"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = way.Open(t.Context())
	if !errors.Is(err, fs.ErrNotExist) || !strings.HasSuffix(err.Error(), "kioskd pad ports") {
		t.Errorf("got %v, want fs.ErrNotExist and a next step", err)
	}
}

func TestADeviceThatTheUnitForbids(t *testing.T) {
	t.Parallel()
	err := Serial{Name: "/dev/ttyUSB0"}.explain(syscall.EPERM)
	if !errors.Is(err, syscall.EPERM) || !strings.Contains(err.Error(), "DeviceAllow") {
		t.Errorf("got %v, want EPERM and a next step", err)
	}
}

func TestOpenAfterTheEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, way := range []Opener{Serial{Name: "/dev/null"}, TCP{Address: "127.0.0.1:1"}} {
		if _, err := way.Open(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", way, err)
		}
	}
}
