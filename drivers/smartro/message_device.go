package smartro

import (
	"encoding"
	"fmt"
	"strings"

	"kioskd/drivers/desk"
)

// Health is the data of a: the pad's opinion of itself.
type Health struct {
	Card        byte // N not fitted, O normal, X fault
	Contactless byte // N, O or X
	VAN         byte // N not configured, O normal, X fault of the device, F no connection
	Server      byte // of a linked server, as VAN; kiosks have none
}

var (
	_ encoding.BinaryMarshaler   = Health{}
	_ encoding.BinaryUnmarshaler = (*Health)(nil)
)

// MarshalBinary returns the data of an a frame.
func (h Health) MarshalBinary() ([]byte, error) {
	w := &writer{what: "a"}
	w.oneOf("card module", h.Card, "NOX")
	w.oneOf("contactless module", h.Contactless, "NOX")
	w.oneOf("VAN link", h.VAN, "NOXF")
	w.oneOf("linked server", h.Server, "NOXF")
	return w.bytes()
}

// UnmarshalBinary reads the data of an a frame.
func (h *Health) UnmarshalBinary(data []byte) error {
	r := readExactly("a", data, 4)
	got := Health{
		Card:        r.oneOf("card module", "NOX"),
		Contactless: r.oneOf("contactless module", "NOX"),
		VAN:         r.oneOf("VAN link", "NOXF"),
		Server:      r.oneOf("linked server", "NOXF"),
	}
	if r.err == nil {
		*h = got
	}
	return r.err
}

// Ready judges whether the pad can take a payment. A VAN link that is not
// configured is degraded: whether that will do is a setting.
func (h Health) Ready(needVAN bool) error {
	switch {
	case h.Card == 'X':
		return fmt.Errorf("%w: its card reader reports a fault; switch the pad off and on, then replace it", desk.ErrNotReady)
	case h.Contactless == 'X':
		return fmt.Errorf("%w: its contactless reader reports a fault; switch the pad off and on, then replace it", desk.ErrNotReady)
	case h.VAN == 'X':
		return fmt.Errorf("%w: its network device reports a fault; check the pad's network cable", desk.ErrNotReady)
	case h.VAN == 'F':
		return fmt.Errorf("%w: it cannot reach the VAN; check the shop's network", desk.ErrNotReady)
	case h.VAN == 'N' && needVAN:
		return fmt.Errorf("%w: no VAN is configured in it; call the VAN's service", desk.ErrNotReady)
	}
	return nil
}

// Version is the data of v: three texts, usually model, underscore and build.
type Version struct{ Boot0, Boot1, Application string }

var (
	_ encoding.BinaryMarshaler   = Version{}
	_ encoding.BinaryUnmarshaler = (*Version)(nil)
)

// MarshalBinary returns the data of a v frame.
func (v Version) MarshalBinary() ([]byte, error) {
	w := &writer{what: "v"}
	w.text("boot 0", v.Boot0, 15)
	w.text("boot 1", v.Boot1, 15)
	w.text("application", v.Application, 15)
	return w.bytes()
}

// UnmarshalBinary reads the data of a v frame.
func (v *Version) UnmarshalBinary(data []byte) error {
	r := readExactly("v", data, 45)
	got := Version{r.text("boot 0", 15), r.text("boot 1", 15), r.text("application", 15)}
	if r.err == nil {
		*v = got
	}
	return r.err
}

// Event is the data of @: something happened to a card.
type Event byte

// The events.
const (
	StripeRead    Event = 'M'
	CardDetected  Event = 'R'
	CardInserted  Event = 'I'
	CardRemoved   Event = 'O'
	ChipFailed    Event = 'F'
	BarcodeRead   Event = 'Q'
	allEvents           = "MRIOFQ"
	eventDataSize       = 1
)

// Touches reports whether a customer has presented something to pay with: from
// then on the VAN may be at work.
func (e Event) Touches() bool { return e != CardRemoved }

// ParseEvent reads the data of an @ frame.
func ParseEvent(data []byte) (Event, error) {
	r := readExactly("@", data, eventDataSize)
	e := Event(r.oneOf("event", allEvents))
	return e, r.err
}

// String names the event.
func (e Event) String() string {
	names := map[Event]string{
		StripeRead: "stripe read", CardDetected: "card detected", CardInserted: "card inserted",
		CardRemoved: "card removed", ChipFailed: "chip unreadable", BarcodeRead: "barcode read",
	}
	if name, ok := names[e]; ok {
		return name
	}
	return "event " + strings.ToUpper(Job(e).String())
}
