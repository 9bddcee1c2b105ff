package kioskapp

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kioskd/drivers"
	"kioskd/drivers/capture"
	"kioskd/drivers/link"
)

// deaf understands nothing that it hears.
type deaf struct{}

func (deaf) Mask(p []byte) []drivers.Piece { return []drivers.Piece{{Hidden: len(p)}} }
func (deaf) Flush() []drivers.Piece        { return nil }

// TestNoisyLine is told once an hour, for as long as it is one.
func TestNoisyLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kiosk, pad := link.Pipe()
		w := &way{tape: capture.NewTape(0)}
		tapped := w.tape.Tap(link.OpenFunc("cable", func(context.Context) (link.Link, error) { return link.Start(kiosk, 0), nil }),
			func(drivers.Direction) drivers.Masker { return deaf{} })
		line, err := tapped.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- watchNoise(ctx, w.noise, slog.New(slog.NewTextHandler(&said, nil))) }()
		for _, hour := range []struct{ broken, warnings int }{{NoisyLine - 1, 0}, {NoisyLine, 1}, {0, 1}, {3 * NoisyLine, 2}} {
			for range hour.broken {
				if _, err := pad.Write([]byte("noise")); err != nil {
					t.Fatal(err)
				}
				<-line.Receive()
			}
			time.Sleep(61 * time.Minute)
			synctest.Wait()
			if got := strings.Count(said.String(), "check the cable"); got != hour.warnings {
				t.Errorf("after an hour with %d: %d warnings, want %d\n%s", hour.broken, got, hour.warnings, &said)
			}
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := line.Close(); err != nil {
			t.Error(err)
		}
	})
}
