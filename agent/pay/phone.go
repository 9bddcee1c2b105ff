package pay

import "time"

// PhoneWay is a way to pay with a phone: a provider behind HQ, or points of the
// shop's own.
type PhoneWay struct {
	ID   string            `json:"id"`   // as in kakaopay; what [Charge.Via] says
	Name map[string]string `json:"name"` // by language
}

// PhoneState is how far a payment by phone has come while it runs.
type PhoneState string

// The states of a running payment by phone.
const (
	PhoneWaiting PhoneState = "waiting" // for the phone to read the code
	PhoneBusy    PhoneState = "busy"    // the customer has agreed; money may be moving
	PhoneClosing PhoneState = "closing" // the time is over or it was cancelled; one last look
)

// PhoneStep is what the screen shows of a running payment by phone.
type PhoneStep struct {
	State PhoneState `json:"state"`
	Code  string     `json:"code"`  // what the QR code says: an address for the phone
	Until time.Time  `json:"until"` // of the code, by the kiosk's clock
}

// Account is an account to pay into. That there is one means that nothing has been
// paid yet.
type Account struct {
	Bank   string    `json:"bank"`
	Number string    `json:"number"`
	Holder string    `json:"holder,omitempty"`
	Until  time.Time `json:"until"` // after that nothing is taken any more
}

// Via returns the way by phone that a payment took, or "" for the card pad.
func (p Payment) Via() string {
	switch {
	case p.Approval != nil:
		return p.Approval.Via
	case p.Charge != nil:
		return p.Charge.Via
	}
	return ""
}
