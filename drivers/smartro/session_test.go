package smartro

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers"
	"kioskd/drivers/desk"
	"kioskd/drivers/link"
)

// newSession returns a session, and the other end of its cable.
func newSession(t *testing.T) (*session, link.Port) {
	t.Helper()
	kiosk, pad := link.Pipe()
	s := &session{line: link.Start(kiosk, 0), visit: &desk.Visit{Recorder: new(desk.Recorder)}}
	s.limits.Limits = drivers.DefaultLimits
	s.limits.Times.fill()
	s.stamp = func() (string, string) { return "9900000001", StampFormat }
	s.unasked, s.resent = func(event) {}, func(drivers.Direction) {}
	t.Cleanup(func() { _ = s.line.Close() }) // the test has ended either way
	return s, pad
}

// TestDrainsNonsenseBeforeSpeaking: nobody talks into noise.
func TestDrainsNonsenseBeforeSpeaking(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, pad := newSession(t)
		began := time.Now()
		go func() {
			for range 10 {
				time.Sleep(20 * time.Millisecond)
				if _, err := pad.Write([]byte{0xFF}); err != nil {
					t.Error(err)
				}
			}
		}()
		if err := s.Pause(t.Context(), 100*time.Millisecond+1); err != nil {
			t.Fatal(err)
		}
		if err := s.send(t.Context(), JobCheck, nil); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took.Round(time.Millisecond) != 250*time.Millisecond {
			t.Errorf("spoke after %v, want 50ms after the last noise at 200ms", took)
		}
	})
}

// TestAsksForBrokenFramesAgain: with NACK, at once for a wrong check byte, after
// the gap for a frame that was cut off, and never for an event.
func TestAsksForBrokenFramesAgain(t *testing.T) {
	t.Parallel()
	raw, _ := golden(t, "w04-approval-approved")
	event, _ := golden(t, "w06-event-inserted")
	spoil := func(b []byte) []byte {
		b = append([]byte(nil), b...)
		b[len(b)-1] ^= 1
		return b
	}
	tests := []struct {
		name   string
		heard  []byte
		asking bool
		after  time.Duration
		want   []byte
	}{
		{"wrong check byte", spoil(raw), false, 0, []byte{nack}},
		{"cut off while asking", raw[:100], true, 500 * time.Millisecond, []byte{nack}},
		{"cut off while idle", raw[:100], false, 600 * time.Millisecond, nil},
		{"not yet cut off", raw[:100], true, 499 * time.Millisecond, nil},
		{"event", spoil(event), true, time.Second, nil},
		{"broken, then whole", append(spoil(raw), raw...), true, time.Second, nil},
	}
	for _, test := range tests {
		synctest.Test(t, func(t *testing.T) {
			s, pad := newSession(t)
			s.asking = test.asking
			other := link.Start(pad, 0)
			defer other.Close()
			if err := other.Write(test.heard); err != nil {
				t.Fatal(err)
			}
			if err := s.Pause(t.Context(), test.after+1); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			var got []byte
			select {
			case got = <-other.Receive():
			default:
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", test.name, diff)
			}
		})
	}
}
