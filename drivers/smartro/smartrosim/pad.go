package smartrosim

import (
	"fmt"
	"time"

	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
)

// pad is what a Smartro pad adds to every other.
type pad struct {
	*sim.Pad
	memory  memory
	reading string // what L remembers
	health  smartro.Health
	decoder smartro.Decoder
	heard   time.Time
	deal    *deal
	said    response
	money   []byte // the last b, c or g, as it went out
	inside  bool   // a chip card is in the slot
	looking smartro.Job
	shows   bool          // somebody shows a card when one is looked for
	noAcks  bool          // over a network
	mute    bool          // says nothing to a job that it does not know
	knowing bool          // knows a request again
	request smartro.Frame // the last that moves money
	levels  smartro.Levels
}

func newPad(body *sim.Pad) (sim.Protocol, error) {
	return &pad{
		Pad: body, reading: "approvals", shows: true, levels: smartro.Levels{Brightness: 5, Voice: 5, Touch: 5},
		health: smartro.Health{Card: 'O', Contactless: 'O', VAN: 'O', Server: 'N'},
	}, nil
}

// Plug begins a conversation.
func (p *pad) Plug() { p.decoder = smartro.Decoder{} }

// Set changes a setting of the script.
func (p *pad) Set(name, value string) {
	switch name {
	case "memory":
		p.reading = value
		p.Say("from here on L remembers: %s", value)
	case "acks":
		p.noAcks = value == "off"
	case "look":
		p.shows = value == "card"
	case "again":
		p.knowing = value == "repeats"
	case "others":
		p.mute = value == "silent"
	case "health":
		if err := p.health.UnmarshalBinary([]byte(value)); err != nil {
			p.Fail(fmt.Errorf("pad health: %w", err))
		}
	}
}

// Restart forgets what was under way, and maybe more.
func (p *pad) Restart(forget bool) {
	p.deal, p.said, p.money, p.inside, p.looking = nil, response{}, nil, false, 0
	p.decoder, p.request = smartro.Decoder{}, smartro.Frame{}
	if forget {
		p.memory = memory{Cancels: p.memory.Cancels} // the VAN has not forgotten
	}
}

// Memory is what the pad remembers.
func (p *pad) Memory() any { return &p.memory }

// memory is what the pad itself remembers.
type memory struct {
	Approval    []byte `json:"approval,omitempty"`    // data of the last approval
	Transaction []byte `json:"transaction,omitempty"` // data of the last b, c or g
	Cancels     int    `json:"cancels,omitempty"`     // how many there were
}

// count numbers the cancels.
func (m *memory) count() int {
	m.Cancels++
	return m.Cancels
}

// remember takes a result that the pad has seen.
func (m *memory) remember(job smartro.Job, r smartro.Result, data []byte) {
	m.Transaction = data
	if r.Approved != nil && job != smartro.JobCancel.Response() {
		m.Approval = data
	}
}

// recall returns the data of l, by one of the readings.
func (m *memory) recall(reading string) []byte {
	if reading == "transactions" {
		return m.Transaction
	}
	return m.Approval
}
