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

// parrot is a simulator that answers each pair with an answer, and each answer
// with nothing.
func parrot(t *testing.T, answers map[string]string) (link.Opener, *[]string) {
	var heard []string
	open := func(context.Context) (link.Link, error) {
		kiosk, pad := link.Pipe()
		l := link.Start(pad, 2)
		go func() {
			for chunk := range l.Receive() {
				heard = append(heard, string(chunk))
				if err := l.Write([]byte(answers[string(chunk)])); err != nil && !errors.Is(err, link.ErrClosed) {
					t.Error(err)
				}
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		}()
		return link.Start(kiosk, 0), nil
	}
	return link.OpenFunc("parrot", open), &heard
}

func shown(kind Kind, text string) Record {
	return Record{Kind: kind, Piece: drivers.Piece{Shown: []byte(text)}}
}

func TestPlay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way, heard := parrot(t, map[string]string{"A1": "a1e1", "B1": "b1"})
		c := Capture{Records: []Record{
			{Kind: Opened}, shown(Sent, "A1"), shown(Heard, "a*"),
			{Kind: Heard, Piece: drivers.Piece{Hidden: 4}}, shown(Heard, "e**"), {Kind: Ended},
			{Kind: Opened}, {Kind: Sent, Piece: drivers.Piece{Hidden: 2}}, shown(Sent, "B1"), shown(Heard, "b*"),
		}}
		var said []string
		p := Player{Way: way, Mask: maskPairs, Say: func(s string) { said = append(said, s) }}
		got, err := p.Play(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(Outcome{Sent: 2, Heard: 3, Alike: 2, Skipped: 1}, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		synctest.Wait()
		if diff := cmp.Diff([]string{"A1", "B1"}, *heard); diff != "" {
			t.Errorf("the simulator heard (-want +got)\n%s", diff)
		}
		if diff := cmp.Diff([]string{"> 41 31", "< 61 2a", "< 65 2a", "> 42 31", "< 62 2a"}, said); diff != "" {
			t.Errorf("said (-want +got)\n%s", diff)
		}
	})
}

// TestPlaySilentSimulator: nothing is sent that the pad's answer came before.
func TestPlaySilentSimulator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way, heard := parrot(t, nil)
		c := Capture{Records: []Record{shown(Sent, "A1"), shown(Heard, "a1"), shown(Sent, "B1")}}
		begun := time.Now()
		_, err := Player{Way: way, Mask: maskPairs, Patience: 5 * time.Second}.Play(t.Context(), c)
		if !errors.Is(err, ErrDiffers) || time.Since(begun) != 5*time.Second {
			t.Errorf("got %v after %v, want ErrDiffers after 5 s", err, time.Since(begun))
		}
		synctest.Wait()
		if diff := cmp.Diff([]string{"A1"}, *heard); diff != "" {
			t.Errorf("the simulator heard (-want +got)\n%s", diff)
		}
	})
}

func TestPlayStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way, _ := parrot(t, nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c := Capture{Records: []Record{{Kind: Opened}, shown(Heard, "a1")}}
		if _, err := (Player{Way: way, Mask: maskPairs}).Play(ctx, c); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the context's end", err)
		}
	})
}
