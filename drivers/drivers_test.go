package drivers

import (
	"context"
	"errors"
	"strings"
	"testing"

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
	if got, err := full.Choice("colour", "red", "blue"); got != "blue" || err != nil {
		t.Errorf("chosen: %q, %v", got, err)
	}
	if got, err := full.Choice("size", "small", "large"); got != "small" || err != nil {
		t.Errorf("default: %q, %v", got, err)
	}
	if _, err := full.Choice("colour", "red", "green"); err == nil || !strings.Contains(err.Error(), "red or green") {
		t.Errorf("refused choice: %v", err)
	}
	if err := full.Known("size"); err == nil || !strings.Contains(err.Error(), "colour") {
		t.Errorf("unknown setting: %v", err)
	}
}
