package sim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrScript is the cause when a script cannot be read.
var ErrScript = errors.New("bad pad script")

// Words explains the words that mean the same for every kind of pad.
const Words = `A script has one line for each payment; empty lines and what follows a # are comments. When it has run out, every customer taps and is approved. A line begins with an outcome, or with a modifier when it is approved:

  approve                     the VAN says yes
  decline CODE                it says no, with a code of the protocol
  silent                      the pad never answers
  lose-response               approved, and the answer never comes
  vanish [van]                the line is cut; with van: once the VAN has approved
  restart keep|forget [van]   the pad restarts, with its memory or without

and may go on with modifiers, "name value" or "name=value":

  chip stripe tap amount=N text=WORD            how it is paid, what is said
  card-wait=2s card-wait=never van=1s late=9s   how long it takes
  away=5s                                       how long a cut line stays cut
  drop-ack nack=2 twice glued trickle noise     how it is said
  race stubborn                                 customers and pads that an abort surprises

A line for a cancel begins with void. Settings stand on lines of their own and hold from there on.
`

// common reports whether a word is one of Words.
func common(word string) bool {
	p := new(Plan)
	_, medium := media[word]
	return medium || word == "void" || word == "nack" || word == "amount" || word == "text" ||
		slices.Contains(outcomes, word) || p.flag(word) != nil || p.duration(word) != nil
}

// Script is what a pad shall do, in order.
type Script struct{ steps []step }

// step is a line of a script: a plan, or a setting.
type step struct {
	plan        *Plan
	void        bool
	name, value string
}

// Parse reads a script in the words of this kind. Its errors name the line and
// are [ErrScript].
func (k Kind) Parse(text string) (Script, error) {
	var s Script
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		parsed, err := k.parseLine(words)
		if err != nil {
			return Script{}, fmt.Errorf("%w: line %d: %w", ErrScript, number, err)
		}
		s.steps = append(s.steps, parsed)
	}
	return s, nil
}

func (k Kind) parseLine(words []string) (step, error) {
	if check, ok := k.Settings[words[0]]; ok {
		return parseSetting(check, words)
	}
	s := step{plan: NewPlan()}
	if words[0] == "void" {
		s.void, words = true, words[1:]
	}
	return s, s.plan.parse(k, words)
}

func parseSetting(check Check, words []string) (step, error) {
	value := ""
	if len(words) == 2 {
		value = words[1]
	}
	value, err := check(value)
	if len(words) > 2 {
		err = errors.New("it has one value")
	}
	if err != nil {
		return step{}, fmt.Errorf("%s: %w", strings.Join(words, " "), err)
	}
	return step{name: words[0], value: value}, nil
}

// next takes the plan for the next payment or cancel, and applies the settings
// before it.
func (s *Script) next(void bool, apply func(name, value string)) *Plan {
	s.settings(apply)
	for i, t := range s.steps {
		if t.plan != nil && t.void == void {
			s.steps = slices.Delete(s.steps, i, i+1)
			return t.plan
		}
	}
	return NewPlan()
}

// settings applies those in front.
func (s *Script) settings(apply func(name, value string)) {
	for len(s.steps) > 0 && s.steps[0].plan == nil {
		apply(s.steps[0].name, s.steps[0].value)
		s.steps = s.steps[1:]
	}
}
