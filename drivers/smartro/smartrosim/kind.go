package smartrosim

import (
	"errors"
	"strings"
	"time"

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
	straggle   = "straggle"    // be ready for the next request before a late response
	lowerX     = "lower-x"     // reject with a small x
	zeroFill   = "zero-fill"   // fill with 0x00 instead of spaces
	cutText    = "cut-text"    // cut the last character of a text in half
	wallet     = "wallet"      // pay with a telephone
	slowAck    = "slow-ack"    // acknowledge the request so much later
	corrupt    = "corrupt"     // the first time that a response is said, this of it is wrong
	strayEvent = "stray-event" // tell of a card in front of the response
	byHand     = "by-hand"     // nobody shows a card; somebody cancels the last sale at the pad
)

// wallets are the transaction types of telephones.
var wallets = map[string]byte{"zeropay": '4', "kakaopay-money": '5', "kakaopay-credit": '6', "naverpay": '8'}

// Kind is a simulated Smartro pad.
var Kind = sim.Kind{
	Name:  smartro.Name,
	New:   newPad,
	Flags: []string{split, prepaid, already, wrongCard, noEvents, repeatLast, straggle, lowerX, zeroFill, cutText, strayEvent, byHand},
	Values: map[string]sim.Check{
		wallet:  sim.OneOf("zeropay", "kakaopay-money", "kakaopay-credit", "naverpay"),
		slowAck: delay, corrupt: sim.OneOf("check", "etx", "length"),
	},
	Settings: map[string]sim.Check{
		"memory": sim.OneOf("approvals", "transactions", "frozen", "silent"),
		"health": health,
		"acks":   sim.OneOf("on", "off"),
		"look":   sim.OneOf("card", "nobody"),
		"again":  sim.OneOf("charges", "repeats"),
		"others": sim.OneOf("nack", "silent"),
	},
	Code: code,
	Help: `A Smartro pad also knows

  prepaid wallet=NAME                    zeropay, kakaopay-money, kakaopay-credit or naverpay
  no-events repeat-last straggle         oddities of pads
  stray-event slow-ack=2s                more of them
  by-hand                                no card is shown; somebody stops the charge and cancels the sale before it, at the pad
  corrupt=check corrupt=etx corrupt=length      the response is wrong there, the first time
  split lower-x zero-fill cut-text       oddities of what they write
  already wrong-card                     of a cancel

and the settings

  memory approvals|transactions|frozen|silent   what the pad says when asked for its last approval
  acks on|off                            off: as over a network, without acknowledgements
  look card|nobody                       what happens when a card is to be read without a payment
  again charges|repeats                  what the very same request once more does: charge again, or repeat the answer
  others nack|silent                     what it says to jobs that it does not know
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

// delay reads how much later something happens.
func delay(value string) (string, error) {
	if d, err := time.ParseDuration(value); err != nil || d < 0 {
		return "", errors.New("write a time, as in 1500ms or 2s")
	}
	return value, nil
}

func health(value string) (string, error) {
	if new(smartro.Health).UnmarshalBinary([]byte(value)) != nil {
		return "", errors.New("write four letters, as in OOON")
	}
	return value, nil
}
