package smartrosim

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kioskd/agent/pay"
)

// Plan is how the pad behaves for one payment or one cancel.
type Plan struct {
	Outcome string // approve, decline, silent, vanish, restart or lose-response
	Code    string // of decline
	Split   bool   // decline in the other layout

	Medium   byte // how the card is shown: chip 1, stripe 2, contactless 3
	Prepaid  bool
	Amount   pay.Amount // approve this instead of what was asked
	Text     string
	Forget   bool // restart without memory
	AtVAN    bool // vanish or restart only when the VAN has approved
	Already  bool // cancel: say that it was cancelled before
	Wrong    bool // cancel: say that the card is a wrong one
	Race     bool // a card is shown in the moment of E
	Stubborn bool // E does not stop the payment

	CardWait time.Duration // until a card is shown; negative: never
	VAN      time.Duration // how long the VAN takes
	Late     time.Duration // the response comes so much later
	Away     time.Duration // vanish: until somebody can connect again

	DropAck    bool // do not acknowledge the request
	Nacks      int  // refuse the request so many times
	Twice      bool // say the response twice
	Glued      bool // acknowledgement and response in one write
	Trickle    bool // one byte in each write
	Noise      bool // noise before and after whatever is said
	NoEvents   bool // say nothing about cards
	RepeatLast bool // say the last response again before anything else
}

// outcomes are the first words of a line.
var outcomes = []string{"approve", "decline", "silent", "vanish", "restart", "lose-response"}

// newPlan is a customer who taps after a moment, and a VAN that agrees.
func newPlan() *Plan {
	return &Plan{Outcome: "approve", Medium: '3', CardWait: 1200 * time.Millisecond, VAN: 600 * time.Millisecond}
}

func (p *Plan) parse(words []string) error {
	if len(words) == 0 {
		return errors.New("void wants an outcome, as in void approve")
	}
	if slices.Contains(outcomes, words[0]) {
		p.Outcome, words = words[0], words[1:]
	}
	words, err := p.outcomeWord(words)
	if err != nil {
		return err
	}
	for len(words) > 0 {
		if words, err = p.modify(words); err != nil {
			return err
		}
	}
	return nil
}

// outcomeWord takes the word that some outcomes need.
func (p *Plan) outcomeWord(words []string) ([]string, error) {
	switch {
	case p.Outcome == "decline":
		if len(words) == 0 || len(words[0]) != 2 {
			return nil, errors.New("decline wants a code of two characters, as in decline 6B")
		}
		p.Code = strings.ToUpper(words[0])
		return words[1:], nil
	case p.Outcome == "restart":
		if len(words) == 0 || words[0] != "keep" && words[0] != "forget" {
			return nil, errors.New("restart wants keep or forget")
		}
		p.Forget = words[0] == "forget"
		return words[1:], nil
	}
	return words, nil
}

// modify takes one modifier, with its value where it has one.
func (p *Plan) modify(words []string) ([]string, error) {
	name, rest := words[0], words[1:]
	if flag := p.flag(name); flag != nil {
		*flag = true
		return rest, nil
	}
	switch name {
	case "chip", "stripe", "tap":
		p.Medium = map[string]byte{"chip": '1', "stripe": '2', "tap": '3'}[name]
		return rest, nil
	case "van":
		if len(rest) == 0 || !startsWithDigit(rest[0]) {
			p.AtVAN = true
			return rest, nil
		}
	}
	name, value, ok := strings.Cut(name, "=")
	if !ok && len(rest) > 0 {
		value, rest = rest[0], rest[1:]
	}
	return rest, p.set(name, value)
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func (p *Plan) flag(name string) *bool {
	return map[string]*bool{
		"split": &p.Split, "prepaid": &p.Prepaid, "already": &p.Already, "wrong-card": &p.Wrong,
		"race": &p.Race, "stubborn": &p.Stubborn, "drop-ack": &p.DropAck, "twice": &p.Twice,
		"glued": &p.Glued, "trickle": &p.Trickle, "noise": &p.Noise, "no-events": &p.NoEvents,
		"repeat-last": &p.RepeatLast,
	}[name]
}

// set gives a modifier its value.
func (p *Plan) set(name, value string) (err error) {
	switch name {
	case "card-wait":
		if value == "never" {
			p.CardWait = -1
			return nil
		}
		p.CardWait, err = duration(value)
	case "van":
		p.VAN, err = duration(value)
	case "away":
		p.Away, err = duration(value)
	case "late":
		p.Late, err = duration(value)
	case "nack":
		p.Nacks, err = strconv.Atoi(value)
	case "amount":
		var n int64
		n, err = strconv.ParseInt(value, 10, 64)
		p.Amount = pay.Amount(n)
	case "text":
		p.Text = value
	default:
		return fmt.Errorf("%q is no word of a pad script", name)
	}
	if err != nil || p.Nacks < 0 || p.Amount < 0 {
		return fmt.Errorf("%s cannot be %q", name, value)
	}
	return nil
}

func duration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err == nil && d < 0 {
		err = errors.New("negative")
	}
	return d, err
}
