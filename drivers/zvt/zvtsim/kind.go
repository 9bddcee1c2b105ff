package zvtsim

import (
	"errors"
	"strconv"

	"kioskd/drivers/sim"
	"kioskd/drivers/zvt"
)

// Words of this protocol's own.
const (
	offline    = "offline"     // approved without the VAN
	final      = "final"       // the outcome comes when the approval is final
	printing   = "printing"    // the outcome comes in the middle of the receipt
	loseAnswer = "lose-answer" // the kiosk's answer to the approval is not heard
	wrongPIN   = "wrong-pin"   // the first result is a refusal, the last one counts
	shuffled   = "shuffled"    // bitmaps in another order
	strange    = "strange"     // bitmaps and objects that nobody knows
	untold     = "untold"      // no amount in the result
	badCRC     = "bad-crc"     // the first block of the result is damaged
	storm      = "storm"       // so many intermediate statuses
)

// Kind is a simulated ZVT pad.
var Kind = sim.Kind{
	Name:   zvt.Name,
	New:    newPad,
	Flags:  []string{offline, final, printing, loseAnswer, wrongPIN, shuffled, strange, untold, badCRC},
	Values: map[string]sim.Check{storm: number},
	Settings: map[string]sim.Check{
		"memory": sim.OneOf("receipts", "original", "frozen"),
		"status": id,
		"day":    sim.OneOf("whole", "bare"),
	},
	Code: id,
	Help: `A ZVT pad also knows

  offline untold shuffled strange       oddities of results
  wrong-pin storm=20 bad-crc            oddities on the way to them
  lose-answer                           it does not hear that its approval was accepted, and takes the money back
  final printing                        vanish, restart or lose-response when the approval is final, or amid the receipt

and the settings

  memory receipts|original|frozen       what it repeats: the last record; of money that it took back by itself, the payment; always the same
  status ID                             what it wants: F0 end of day, 51 initialisation, C2 diagnosis, 00 nothing
  day whole|bare                        bare: the result of an end of day comes without its length
`,
}

// id reads an error id, two hexadecimal digits.
func id(value string) (string, error) {
	n, err := strconv.ParseUint(value, 16, 8)
	if err != nil || len(value) != 2 {
		return "", errors.New("an id has two hexadecimal digits, as in 6C")
	}
	return strconv.FormatUint(n, 10), nil
}

// readID reads what id has checked.
func readID(s string) zvt.ID {
	n, err := strconv.ParseUint(s, 10, 8)
	if err != nil {
		return zvt.IDSystem
	}
	return zvt.ID(n)
}

func number(value string) (string, error) {
	if n, err := strconv.Atoi(value); err != nil || n < 1 || n > 1000 {
		return "", errors.New("write a number from 1 to 1000")
	}
	return value, nil
}

// count reads a value of the plan.
func count(value string) int {
	n, err := strconv.Atoi(value)
	if err != nil {
		return 0
	}
	return n
}
