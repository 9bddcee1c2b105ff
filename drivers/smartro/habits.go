package smartro

import (
	"fmt"

	"kioskd/agent/pay"
	"kioskd/drivers"
)

// habits are the settings, read. They stand for what nobody has written down, and
// for what a contract with the VAN decides.
type habits struct {
	needVAN      bool // a pad without a VAN is not ready
	noAcks       bool // this line has no acknowledgements
	silentMemory bool // silence to L may mean that nothing is remembered

	longCancel bool   // C always names the length of its information
	oneCredit  bool   // C has one number for all credit
	cardless   string // which C needs no card: named, last or none
	saleTime   bool   // C of a PG carries the time of the sale

	unsigned pay.Amount // up to here nobody signs
	above    string     // approve, sign or refuse
}

func readHabits(o *drivers.Options) (habits, error) {
	s := o.Read()
	h := habits{
		needVAN:      s.Choice("van-not-configured", "accept", "refuse") == "refuse",
		noAcks:       s.Choice("ack", "always", "serial") == "serial" && o.Network(),
		silentMemory: s.Choice("silent-memory", "refuse", "empty") == "empty",
		longCancel:   s.Choice("cancel-form", "57", "59") == "59",
		oneCredit:    s.Choice("cancel-numbering", "medium", "one") == "one",
		cardless:     s.Choice("cardless-cancel", "named", "last", "none"),
		saleTime:     s.Choice("pg-cancel-time", "number", "sale") == "sale",
		unsigned:     pay.Amount(s.Number("no-signature-limit", 50_000, 0, int64(pay.MaxAmount))),
		above:        s.Choice("above-limit", "approve", "sign", "refuse"),
	}
	return h, s.Done()
}

// signs reports whether the pad shall ask for a signature, or refuses a sum that
// would need one where nobody can sign.
func (h habits) signs(a pay.Amount) (bool, error) {
	if a > h.unsigned && h.above == "refuse" {
		return false, fmt.Errorf("%w: above %s it wants a signature, and nobody can sign here (pad setting above-limit)", pay.ErrUnsupported, pay.KRW.Format(h.unsigned))
	}
	return a > h.unsigned && h.above == "sign", nil
}
