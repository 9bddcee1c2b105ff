package sim

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
	Outcome string // one of the outcomes below
	Code    string // of decline

	Medium   pay.Medium // how the card is shown
	Amount   pay.Amount // approve this instead of what was asked
	Text     string     // what the VAN says
	Forget   bool       // restart without memory
	AtVAN    bool       // vanish or restart only when the VAN has approved
	Race     bool       // a card is shown in the moment of an abort
	Stubborn bool       // an abort does not stop the payment

	CardWait time.Duration // until a card is shown; negative: never
	VAN      time.Duration // how long the VAN takes
	Late     time.Duration // the response comes so much later
	Away     time.Duration // vanish: until somebody can connect again

	DropAck bool // do not acknowledge the request
	Nacks   int  // refuse the request so many times
	Twice   bool // say the response twice
	Glued   bool // acknowledgement and response in one write
	Trickle bool // one byte in each write
	Noise   bool // noise before whatever is said

	own map[string]string // words of the kind's own
}

// The outcomes: the first word of a line.
const (
	Approve      = "approve"
	Decline      = "decline"
	Silent       = "silent"
	Vanish       = "vanish"
	Restart      = "restart"
	LoseResponse = "lose-response"
)

var outcomes = []string{Approve, Decline, Silent, Vanish, Restart, LoseResponse}

// NewPlan is a customer who taps after a moment, and a VAN that agrees.
func NewPlan() *Plan {
	return &Plan{
		Outcome: Approve, Medium: pay.Contactless,
		CardWait: 1200 * time.Millisecond, VAN: 600 * time.Millisecond,
	}
}

// Has reports whether one of the kind's own words was said.
func (p *Plan) Has(word string) bool {
	_, ok := p.own[word]
	return ok
}

// Value returns the value of one of the kind's own words, or "".
func (p *Plan) Value(word string) string { return p.own[word] }

// parse reads the words of a line.
func (p *Plan) parse(k Kind, words []string) error {
	if len(words) == 0 {
		return errors.New("void wants an outcome, as in void approve")
	}
	if slices.Contains(outcomes, words[0]) {
		if !k.Knows(words[0]) {
			return k.lacks(words[0])
		}
		p.Outcome, words = words[0], words[1:]
	}
	words, err := p.outcomeWord(k, words)
	for err == nil && len(words) > 0 {
		words, err = p.modify(k, words)
	}
	return err
}

// outcomeWord takes the word that some outcomes need.
func (p *Plan) outcomeWord(k Kind, words []string) ([]string, error) {
	switch {
	case p.Outcome == Decline && len(words) == 0:
		return nil, errors.New("decline wants a code")
	case p.Outcome == Decline:
		code, err := k.Code(words[0])
		if err != nil {
			return nil, fmt.Errorf("decline %s: %w", words[0], err)
		}
		p.Code = code
		return words[1:], nil
	case p.Outcome == Restart:
		if len(words) == 0 || words[0] != "keep" && words[0] != "forget" {
			return nil, errors.New("restart wants keep or forget")
		}
		p.Forget = words[0] == "forget"
		return words[1:], nil
	}
	return words, nil
}

// modify takes one modifier, with its value where it has one.
func (p *Plan) modify(k Kind, words []string) ([]string, error) {
	name, value, joined := strings.Cut(words[0], "=")
	rest := words[1:]
	if !k.Knows(name) {
		return nil, k.lacks(name)
	}
	if !joined && p.alone(k, name, rest) {
		return rest, nil
	}
	if !joined && len(rest) > 0 {
		value, rest = rest[0], rest[1:]
	}
	if err := p.set(k, name, value); err != nil {
		return nil, fmt.Errorf("%s cannot be %q: %w", name, value, err)
	}
	return rest, nil
}

// alone takes a word that has no value.
func (p *Plan) alone(k Kind, name string, rest []string) bool {
	if flag := p.flag(name); flag != nil {
		*flag = true
		return true
	}
	if medium, ok := media[name]; ok {
		p.Medium = medium
		return true
	}
	if slices.Contains(k.Flags, name) {
		p.keep(name, "")
		return true
	}
	if name == "van" && (len(rest) == 0 || !startsWithDigit(rest[0])) {
		p.AtVAN = true
		return true
	}
	return false
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

var media = map[string]pay.Medium{"chip": pay.Chip, "stripe": pay.Stripe, "tap": pay.Contactless}

func (p *Plan) flag(name string) *bool {
	return map[string]*bool{
		"race": &p.Race, "stubborn": &p.Stubborn, "drop-ack": &p.DropAck, "twice": &p.Twice,
		"glued": &p.Glued, "trickle": &p.Trickle, "noise": &p.Noise,
	}[name]
}

func (p *Plan) duration(name string) *time.Duration {
	return map[string]*time.Duration{
		"card-wait": &p.CardWait, "van": &p.VAN, "away": &p.Away, "late": &p.Late,
	}[name]
}

// set gives a modifier its value.
func (p *Plan) set(k Kind, name, value string) (err error) {
	if name == "card-wait" && value == "never" {
		p.CardWait = -1
		return nil
	}
	if d := p.duration(name); d != nil {
		*d, err = duration(value)
		return err
	}
	switch name {
	case "nack":
		p.Nacks, err = count(value)
	case "amount":
		var n int
		n, err = count(value)
		p.Amount = pay.Amount(n)
	case "text":
		p.Text = value
	default:
		return p.setOwn(k, name, value)
	}
	return err
}

func (p *Plan) setOwn(k Kind, name, value string) error {
	check, ok := k.Values[name]
	if !ok {
		return errors.New("it stands alone, or on a line of its own")
	}
	value, err := check(value)
	if err == nil {
		p.keep(name, value)
	}
	return err
}

func (p *Plan) keep(name, value string) {
	if p.own == nil {
		p.own = map[string]string{}
	}
	p.own[name] = value
}

func duration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, errors.New("write a time, as in 1500ms or 2s")
	}
	return d, nil
}

func count(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, errors.New("write a whole number")
	}
	return n, nil
}
