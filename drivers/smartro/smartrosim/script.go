package smartrosim

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/smartro"
)

// ErrScript is the cause when a script cannot be read.
var ErrScript = errors.New("bad pad script")

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

	DropAck    bool // do not acknowledge the request
	Nacks      int  // refuse the request so many times
	Twice      bool // say the response twice
	Glued      bool // acknowledgement and response in one write
	Trickle    bool // one byte in each write
	Noise      bool // noise before and after whatever is said
	NoEvents   bool // say nothing about cards
	RepeatLast bool // say the last response again before anything else
}

// setting is a line that changes the pad from there on.
type setting struct {
	memory string // approvals, transactions or frozen
	health string // four letters
}

// step is a line of a script: either a plan or a setting.
type step struct {
	plan    *Plan
	void    bool
	setting setting
}

// Script is what a pad shall do, in order.
type Script struct{ steps []step }

// outcomes are the first words of a line.
var outcomes = []string{"approve", "decline", "silent", "vanish", "restart", "lose-response"}

// ParseScript reads a script. Empty lines and what follows a # are comments. A
// line for a payment begins with an outcome, or a modifier when it is approved:
//
//	approve             decline CODE        silent (never answer)
//	lose-response       vanish [van]        restart keep|forget [van]
//
// and may go on with modifiers:
//
//	chip stripe tap prepaid amount=N text=WORD   how it is paid, what is said
//	card-wait=2s card-wait=never van=1s late=9s  how long it takes
//	drop-ack nack=2 twice glued trickle noise    how it is said
//	no-events repeat-last split race stubborn
//
// "modifier value" may be written for "modifier=value". A line for a cancel begins with
// void, and also knows already and wrong-card. Settings stand on lines of their
// own and hold from there on:
//
//	memory approvals|transactions|frozen    what L remembers
//	health OOON                             what A answers
func ParseScript(text string) (Script, error) {
	var s Script
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		parsed, err := parseLine(words)
		if err != nil {
			return Script{}, fmt.Errorf("%w: line %d: %w", ErrScript, number, err)
		}
		s.steps = append(s.steps, parsed)
	}
	return s, nil
}

func parseLine(words []string) (step, error) {
	switch words[0] {
	case "memory":
		memory, err := oneWord(words, "approvals", "transactions", "frozen")
		return step{setting: setting{memory: memory}}, err
	case "health":
		return parseHealth(words)
	}
	s := step{plan: newPlan()}
	if words[0] == "void" {
		s.void, words = true, words[1:]
	}
	return s, s.plan.parse(words)
}

func parseHealth(words []string) (step, error) {
	if len(words) != 2 {
		return step{}, errors.New("health wants four letters, as in OOON")
	}
	err := new(smartro.Health).UnmarshalBinary([]byte(words[1]))
	return step{setting: setting{health: words[1]}}, err
}

// oneWord returns the word after the first, which must be one of the allowed.
func oneWord(words []string, allowed ...string) (string, error) {
	if len(words) != 2 || !slices.Contains(allowed, words[1]) {
		return "", fmt.Errorf("%s wants %s", words[0], strings.Join(allowed, " or "))
	}
	return words[1], nil
}

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

// next takes the plan for the next payment or cancel, and applies the settings
// before it.
func (s *Script) next(void bool, apply func(setting)) *Plan {
	s.settings(apply)
	for i, t := range s.steps {
		if t.plan != nil && t.void == void {
			s.steps = slices.Delete(s.steps, i, i+1)
			return t.plan
		}
	}
	return nil
}

// settings applies those in front.
func (s *Script) settings(apply func(setting)) {
	for len(s.steps) > 0 && s.steps[0].plan == nil {
		apply(s.steps[0].setting)
		s.steps = s.steps[1:]
	}
}
