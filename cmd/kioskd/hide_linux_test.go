package main

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestUnseen: what is typed at a real terminal is read and not shown, and the
// terminal shows again what is typed later.
func TestUnseen(t *testing.T) {
	t.Parallel()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = keys.Close(), tty.Close() })
	show, err := hide(tty)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.WriteString("271828\n"); err != nil {
		t.Fatal(err)
	}
	if line, err := unseen(t.Context(), tty); err != nil || line != "271828" {
		t.Fatalf("read %q, %v", line, err)
	}
	if err := show(); err != nil {
		t.Fatal(err)
	}
	if _, err := keys.WriteString("later\n"); err != nil {
		t.Fatal(err)
	}
	if shown := reads(t, keys, "later"); bytes.Contains(shown, []byte("271828")) {
		t.Errorf("the terminal shows %q", shown)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := unseen(ctx, tty); !errors.Is(err, context.Canceled) {
		t.Errorf("broken off: %v", err)
	}
}

// reads returns what a terminal shows, up to a word.
func reads(t *testing.T, from interface {
	Read([]byte) (int, error)
	SetReadDeadline(time.Time) error
}, word string) (shown []byte) {
	t.Helper()
	if err := from.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Log("no deadline: ", err)
	}
	for piece := make([]byte, 100); !bytes.Contains(shown, []byte(word)); {
		n, err := from.Read(piece)
		if shown = append(shown, piece[:n]...); err != nil {
			t.Fatalf("the terminal shows %q, %v", shown, err)
		}
	}
	return shown
}
