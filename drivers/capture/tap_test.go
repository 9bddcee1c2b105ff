package capture

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers"
	"kioskd/drivers/link"
)

// pairs is a protocol of two bytes a frame. Its masker hides the second, and
// panics at zeros.
type pairs struct{ held []byte }

func (m *pairs) Mask(p []byte) (all []drivers.Piece) {
	m.held = append(m.held, p...)
	for ; len(m.held) >= 2; m.held = m.held[2:] {
		if m.held[0] == 0 {
			panic("zero")
		}
		all = append(all, drivers.Piece{Shown: []byte{m.held[0], '*'}})
	}
	return all
}

func (m *pairs) Flush() []drivers.Piece {
	var all drivers.Pieces
	all.Hide(len(m.held))
	m.held = nil
	return all
}

func maskPairs(drivers.Direction) drivers.Masker { return &pairs{} }

// cable returns the way to a pad, which the test holds the other end of.
func cable() (link.Opener, link.Port) {
	kiosk, pad := link.Pipe()
	return link.OpenFunc("cable", func(context.Context) (link.Link, error) { return link.Start(kiosk, 0), nil }), pad
}

// linesOf are the records of a tape as text.
func linesOf(t *testing.T, r Reel) (all []string) {
	t.Helper()
	for _, record := range r.Records {
		text, err := record.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

func TestTap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way, pad := cable()
		tape := NewTape(0)
		l, err := tape.Tap(way, maskPairs).Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		say := func(text string) {
			t.Helper()
			if _, err := pad.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
			if got := <-l.Receive(); string(got) != text {
				t.Errorf("the driver got %q, want %q", got, text)
			}
		}
		if err := l.Write([]byte("A1B")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
		say("a1b2")
		say("c") // and nothing more
		time.Sleep(3 * time.Second)
		say("d4")
		if err := pad.Close(); err != nil {
			t.Fatal(err)
		}
		if _, ok := <-l.Receive(); ok || !errors.Is(l.Err(), link.ErrLost) {
			t.Errorf("open %v, %v; want the end", ok, l.Err())
		}
		want := []string{
			"0.000 open", "0.000 > 41 2a", "0.010 < 61 2a", "0.010 < 62 2a", "3.010 < hidden 1", "3.010 < 64 2a",
			"3.010 > hidden 1", "3.010 end line lost: EOF",
		}
		if diff := cmp.Diff(want, linesOf(t, tape.Since(0))); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestTapEndsWithItsLink: also when nobody takes what was heard.
func TestTapEndsWithItsLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way, pad := cable()
		tape := NewTape(0)
		l, err := tape.Tap(way, maskPairs).Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 100 {
			if _, err := pad.Write([]byte("a1")); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		if err := errors.Join(l.Close(), l.Close()); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		got := linesOf(t, tape.Since(0))
		if last := got[len(got)-1]; last != "0.000 end link closed" {
			t.Errorf("the tape ends with %q", last)
		}
	})
}

// TestFailingMaskerShowsNothing, and takes nothing from the driver.
func TestFailingMaskerShowsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way, pad := cable()
		tape := NewTape(0)
		l, err := tape.Tap(way, maskPairs).Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"a1", "\x00\x00", "b2"} {
			if _, err := pad.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
			if got := <-l.Receive(); string(got) != text {
				t.Errorf("the driver got %q, want %q", got, text)
			}
		}
		want := []string{"0.000 open", "0.000 < 61 2a", "0.000 < hidden 2"}
		if diff := cmp.Diff(want, linesOf(t, tape.Since(0))); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestMissingMaskerShowsNothing, and the line is opened all the same.
func TestMissingMaskerShowsNothing(t *testing.T) {
	for name, mask := range map[string]func(drivers.Direction) drivers.Masker{
		"missing": nil,
		"none":    func(drivers.Direction) drivers.Masker { return nil },
		"broken":  func(drivers.Direction) drivers.Masker { panic("no masker") },
	} {
		synctest.Test(t, func(t *testing.T) {
			way, pad := cable()
			tape := NewTape(0)
			l, err := tape.Tap(way, mask).Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := pad.Write([]byte("a1")); err != nil {
				t.Fatal(err)
			}
			if got := <-l.Receive(); string(got) != "a1" {
				t.Errorf("%s: the driver got %q", name, got)
			}
			if diff := cmp.Diff([]string{"0.000 open", "0.000 < hidden 2"}, linesOf(t, tape.Since(0))); diff != "" {
				t.Errorf("%s: (-want +got)\n%s", name, diff)
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTapeForgetsTheOldest(t *testing.T) {
	t.Parallel()
	tape := NewTape(500)
	for n := range 10 {
		tape.note(Record{Kind: Ended, Note: string(rune('a' + n))})
	}
	all := tape.Since(2)
	if all.Next != 10 || all.Missed != 3 || len(all.Records) != 5 || all.Records[0].Note != "f" {
		t.Errorf("got %+v", all)
	}
	if r := tape.Since(9); len(r.Records) != 1 || r.Missed != 0 || r.Records[0].Note != "j" {
		t.Errorf("the last: %+v", r)
	}
	if r := tape.Since(10); len(r.Records) != 0 || r.Next != 10 {
		t.Errorf("nothing new: %+v", r)
	}
	if r := tape.Since(99); len(r.Records) != 0 || r.Next != 10 {
		t.Errorf("of another tape: %+v", r)
	}
}
