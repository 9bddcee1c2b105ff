package smartrosim

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"kioskd/drivers/smartro"
)

// ErrScript is the cause when a script cannot be read.
var ErrScript = errors.New("bad pad script")

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

// Words explains the words of a script, for the help of programs.
const Words = `A script has one line for each payment; empty lines and what follows a # are comments. When it has run out, every customer taps and is approved. A line begins with an outcome, or with a modifier when it is approved:

  approve                     the VAN says yes
  decline CODE                it says no, as in decline 6B
  silent                      the pad never answers
  lose-response               approved, and the answer never comes
  vanish [van]                the line is cut; with van: once the VAN has approved
  restart keep|forget [van]   the pad restarts, with its memory or without

and may go on with modifiers, "name value" or "name=value":

  chip stripe tap prepaid amount=N text=WORD    how it is paid, what is said
  card-wait=2s card-wait=never van=1s late=9s   how long it takes
  away=5s                                       how long a cut line stays cut
  drop-ack nack=2 twice glued trickle noise     how it is said
  no-events repeat-last split race stubborn     oddities of pads and customers

A line for a cancel begins with void, and also knows already and wrong-card. Settings stand on lines of their own and hold from there on:

  memory approvals|transactions|frozen   what the pad says when asked for its last approval
  health OOON                            what it says of card, contactless, VAN and server: N, O (good), X or F
`

// ParseScript reads a script, in the words of [Words].
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
