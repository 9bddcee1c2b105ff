package drivers

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/link"
)

type deaf struct{}

func (deaf) Progress(pay.Progress)                 {}
func (deaf) Late(context.Context, pay.Offer) error { return errors.New("deaf") }
func (deaf) Link(pay.Link)                         {}

func TestOptions(t *testing.T) {
	t.Parallel()
	way := link.TCP{Address: "127.0.0.1:1"}
	full := Options{Link: way, Watcher: deaf{}, Settings: map[string]string{"colour": "blue"}}
	if err := full.Check(); err != nil || full.Log == nil || full.Location == nil {
		t.Errorf("full options: %v, log %v, place %v", err, full.Log, full.Location)
	}
	for _, o := range []Options{{Watcher: deaf{}}, {Link: way}} {
		if o.Check() == nil {
			t.Errorf("%+v passed", o)
		}
	}
	if full.Limits != DefaultLimits || !full.Network() {
		t.Errorf("limits %+v, network %v", full.Limits, full.Network())
	}
	for _, l := range []Limits{{Card: time.Second}, {VAN: -time.Minute}, {VAN: time.Hour}} {
		if o := (Options{Link: way, Watcher: deaf{}, Limits: l}); o.Check() == nil {
			t.Errorf("limits %+v passed", l)
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	o := Options{Settings: map[string]string{"colour": "blue", "height": "7"}}
	s := o.Read()
	if colour, size := s.Choice("colour", "red", "blue"), s.Choice("size", "small", "large"); colour != "blue" || size != "small" {
		t.Errorf("chosen: %q and %q", colour, size)
	}
	if height, width := s.Number("height", 1, 0, 9), s.Number("width", 2, 0, 9); height != 7 || width != 2 {
		t.Errorf("numbers: %d and %d", height, width)
	}
	if err := s.Done(); err != nil {
		t.Error(err)
	}
	for want, read := range map[string]func(*Settings){
		`colour = "blue": write red or green`:               func(s *Settings) { s.Choice("colour", "red", "green") },
		`height = "7": write a whole number from 8 to 9`:    func(s *Settings) { s.Number("height", 8, 8, 9) },
		`colour = "blue": write a whole number from 0 to 9`: func(s *Settings) { s.Number("colour", 1, 0, 9) },
		`unknown pad setting "height": known are colour`:    func(s *Settings) { s.Choice("colour", "blue") },
	} {
		s := o.Read()
		read(s)
		if err := s.Done(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
