package smartrosim

import (
	"errors"
	"strings"

	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
)

// Words of this protocol's own.
const (
	split      = "split"       // decline in the other layout
	prepaid    = "prepaid"     // a card that holds money
	already    = "already"     // cancel: say that it was cancelled before
	wrongCard  = "wrong-card"  // cancel: say that the card is a wrong one
	noEvents   = "no-events"   // say nothing about cards
	repeatLast = "repeat-last" // say the last response again before anything else
)

// Kind is a simulated Smartro pad.
var Kind = sim.Kind{
	Name:  smartro.Name,
	New:   newPad,
	Flags: []string{split, prepaid, already, wrongCard, noEvents, repeatLast},
	Settings: map[string]sim.Check{
		"memory": sim.OneOf("approvals", "transactions", "frozen"),
		"health": health,
	},
	Code: code,
	Help: `A Smartro pad also knows

  split prepaid no-events repeat-last    oddities of pads and cards
  already wrong-card                     of a cancel

and the settings

  memory approvals|transactions|frozen   what the pad says when asked for its last approval
  health OOON                            what it says of card, contactless, VAN and server: N, O (good), X or F
`,
}

// code reads the code of a decline, as in decline 6B.
func code(value string) (string, error) {
	if len(value) != 2 {
		return "", errors.New("a code has two characters, as in 6B")
	}
	return strings.ToUpper(value), nil
}

func health(value string) (string, error) {
	if new(smartro.Health).UnmarshalBinary([]byte(value)) != nil {
		return "", errors.New("write four letters, as in OOON")
	}
	return value, nil
}
