package zvtsim

import (
	"kioskd/drivers/sim"
	"kioskd/drivers/zvt"
)

// pad is what a ZVT pad adds to every other.
type pad struct {
	*sim.Pad
	line

	memory  memory
	reading string // what 06 20 repeats
	status  zvt.ID // what it wants
	bareDay bool   // the result of an end of day comes without its length

	registered bool
	kiosk      zvt.Registration
	deal       *deal
	queue      []told // what is to be said; the first is being said
	turn       int    // changes with the first in the queue
}

// memory is what the pad itself remembers.
type memory struct {
	Last     []byte `json:"last,omitempty"`     // data of the last result that has a receipt
	Original []byte `json:"original,omitempty"` // of the last payment
	Receipts int    `json:"receipts"`
	Traces   int    `json:"traces"`
	Day      int    `json:"day"` // entries of the ledger before the last end of day
}

func newPad(body *sim.Pad) (sim.Protocol, error) {
	return &pad{Pad: body, reading: "receipts"}, nil
}

// Plug begins a conversation. Over TCP that ends the one before.
func (p *pad) Plug() {
	p.line = line{known: p.known, tcp: p.tcp, decoder: zvt.Decoder{TCP: p.tcp}}
	if p.tcp {
		p.abandon()
	}
}

// Set changes a setting of the script.
func (p *pad) Set(name, value string) {
	switch name {
	case "memory":
		p.reading = value
	case "status":
		p.status = readID(value)
	case "day":
		p.bareDay = value == "bare"
	}
	p.Say("from here on %s is %s", name, value)
}

// Restart forgets what was under way, and maybe more. Money whose approval was not
// accepted goes back.
func (p *pad) Restart(forget bool) {
	p.takeBack()
	p.deal, p.queue, p.registered = nil, nil, false
	p.line = line{known: p.known, tcp: p.tcp, decoder: zvt.Decoder{TCP: p.tcp}}
	if forget {
		p.memory = memory{Day: len(p.Books().Entries), Traces: p.memory.Traces} // which the VAN counts, too
	}
	if p.tcp {
		p.CutLine(0)
	}
}

// Memory is what the pad remembers.
func (p *pad) Memory() any { return &p.memory }

func (p *pad) terminalID() string { return p.TerminalID("99000001") }

// remember keeps a record, and numbers are never used again.
func (p *pad) remember(r zvt.Result, payment bool) {
	data, err := r.MarshalBinary()
	if err != nil {
		p.Fail(err)
		return
	}
	if p.reading == "frozen" {
		return
	}
	p.memory.Last = data
	if payment {
		p.memory.Original = data
	}
}

// recall returns the record that 06 20 repeats.
func (p *pad) recall() []byte {
	if p.reading == "original" {
		return p.memory.Original
	}
	return p.memory.Last
}
