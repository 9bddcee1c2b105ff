package zvt

import (
	"fmt"

	"kioskd/agent/pay"
)

// ID is an error id: in a negative response, as the result of a payment, or with
// an abort. Zero is no error.
type ID byte

// The ids that pads and this package act on.
const (
	IDProcessing   ID = 0x66
	IDUnregistered ID = 0x6B
	IDStopped      ID = 0x6C // by a key, a time-out, or because we asked
	IDCurrency     ID = 0x6F
	IDUnknown      ID = 0x83 // a function, or a bitmap, that the pad does not know
	IDProtocol     ID = 0x9A
	IDBusy         ID = 0x9C
	IDPartial      ID = 0x9D
	IDJournalFull  ID = 0xB1
	IDReversed     ID = 0xB4 // already
	IDIrreversible ID = 0xB5
	IDDiagnose     ID = 0xC2
	IDPrinter      ID = 0xCC
	IDEndOfDay     ID = 0xF0
	IDSystem       ID = 0xFF
)

// hostCodes is the last of the ids that come from the network operator; people
// know them by their decimal numbers.
const hostCodes ID = 0x63

// meanings say what an id means and what the customer may do about it.
var meanings = map[ID]struct {
	text   string
	advice pay.Advice
}{
	0x64: {"card not readable", pay.TryAgain},
	0x65: {"no card data", pay.TryAgain},
	0x66: {"processing error", pay.TryAgain},
	0x67: {"not allowed for debit cards", pay.OtherCard},
	0x68: {"not allowed for credit cards", pay.OtherCard},
	0x6A: {"turnover file full", pay.TakeStaff},
	0x6B: {"pad not registered", pay.TryAgain},
	0x6C: {"stopped by a key or a time-out", pay.TryAgain},
	0x6E: {"card on the blocked list", pay.OtherCard},
	0x6F: {"wrong currency", pay.NotOffered},
	0x71: {"credit too low", pay.OtherCard},
	0x72: {"chip error", pay.OtherCard},
	0x73: {"card data wrong", pay.OtherCard},
	0x74: {"encryption keys used up", pay.TakeStaff},
	0x75: {"text not authentic", pay.TakeStaff},
	0x76: {"card not on the list of admitted cards", pay.OtherCard},
	0x77: {"end of day not possible", pay.TakeStaff},
	0x78: {"card expired", pay.OtherCard},
	0x79: {"card not yet valid", pay.OtherCard},
	0x7A: {"card unknown", pay.OtherCard},
	0x7B: {"magnetic stripe not allowed in place of the chip", pay.OtherCard},
	0x7C: {"magnetic stripe not allowed in place of the chip", pay.OtherCard},
	0x7D: {"communication error", pay.TryAgain},
	0x7E: {"magnetic stripe not allowed in place of the chip", pay.OtherCard},
	0x83: {"function not possible", pay.NotOffered},
	0x85: {"key missing", pay.TakeStaff},
	0x89: {"PIN pad defective", pay.TakeStaff},
	0x9A: {"protocol error", pay.TryAgain},
	0x9B: {"error when connecting", pay.TryAgain},
	0x9C: {"pad busy", pay.TryAgain},
	0xA0: {"remote station not ready", pay.TryAgain},
	0xA1: {"remote station does not answer", pay.TryAgain},
	0xA3: {"no connection", pay.TryAgain},
	0xA4: {"processing error of a prepaid card", pay.OtherCard},
	0xA5: {"forbidden by the pad's card data security", pay.NotOffered},
	0xB1: {"memory full", pay.TakeStaff},
	0xB2: {"merchant journal full", pay.TakeStaff},
	0xB4: {"already reversed", pay.NotOffered},
	0xB5: {"reversal not possible", pay.TakeStaff},
	0xB7: {"pre-authorization amount wrong", pay.TakeStaff},
	0xB8: {"pre-authorization error", pay.TakeStaff},
	0xBF: {"supply voltage too low", pay.TakeStaff},
	0xC0: {"card lock defective", pay.TakeStaff},
	0xC1: {"merchant card locked", pay.TakeStaff},
	0xC2: {"diagnosis required", pay.TakeStaff},
	0xC3: {"amount too large", pay.OtherCard},
	0xC4: {"card profile invalid", pay.TakeStaff},
	0xC5: {"way to pay not supported", pay.OtherCard},
	0xC6: {"currency not supported", pay.NotOffered},
	0xC8: {"amount too small", pay.OtherCard},
	0xC9: {"largest amount too small", pay.OtherCard},
	0xCB: {"only in euros", pay.NotOffered},
	0xCC: {"printer not ready", pay.TakeStaff},
	0xCD: {"cash back not possible", pay.NotOffered},
	0xD2: {"not for service or bank cards", pay.OtherCard},
	0xDC: {"a card is in the pad", pay.TryAgain},
	0xDD: {"card cannot be ejected", pay.TakeStaff},
	0xDE: {"card cannot be taken in", pay.TakeStaff},
	0xDF: {"out of order", pay.TakeStaff},
	0xE0: {"remote maintenance under way", pay.TryAgain},
	0xE1: {"card not taken out", pay.TryAgain},
	0xE2: {"card reader defective", pay.TakeStaff},
	0xE3: {"shutter closed", pay.TakeStaff},
	0xE4: {"activation required", pay.TakeStaff},
	0xE7: {"goods group error", pay.NotOffered},
	0xE8: {"goods group error", pay.NotOffered},
	0xE9: {"goods group error", pay.NotOffered},
	0xEA: {"card code error", pay.OtherCard},
	0xEB: {"PIN algorithm error", pay.OtherCard},
	0xEC: {"PIN processing error", pay.OtherCard},
	0xED: {"PIN pad error", pay.TakeStaff},
	0xF0: {"end of day required", pay.TakeStaff},
	0xF1: {"offline error", pay.OtherCard},
	0xF5: {"online personalisation error", pay.TakeStaff},
	0xF6: {"online personalisation data missing", pay.TakeStaff},
	0xFA: {"clearing error", pay.TakeStaff},
	0xFB: {"turnover record defective", pay.TakeStaff},
	0xFC: {"device missing", pay.TakeStaff},
	0xFD: {"baud rate not supported", pay.TakeStaff},
	0xFE: {"register unknown", pay.TakeStaff},
	0xFF: {"system error", pay.TakeStaff},
}

// String says what the id means, in plain words.
func (i ID) String() string {
	if i == 0 {
		return "no reason given"
	}
	if i <= hostCodes {
		return fmt.Sprintf("code %d of the network operator", byte(i))
	}
	if m, ok := meanings[i]; ok {
		return m.text
	}
	return fmt.Sprintf("error %02X", byte(i))
}

// Advice says what the customer may do. Host codes, and ids that are not listed,
// are mostly about the card.
func (i ID) Advice() pay.Advice {
	if m, ok := meanings[i]; ok {
		return m.advice
	}
	return pay.OtherCard
}

// Decline translates into the words of agent/pay.
func (i ID) Decline() *pay.Decline {
	return &pay.Decline{Code: fmt.Sprintf("%02X", byte(i)), Text: i.String(), Advice: i.Advice()}
}

// Aborted is the data of 06 1E: why a command was not done. Some pads send no
// code.
type Aborted struct {
	ID   ID
	Text string // of the pad itself, where it sends one
}

// MarshalBinary returns the data of 06 1E.
func (a Aborted) MarshalBinary() ([]byte, error) { return []byte{byte(a.ID)}, nil }

// UnmarshalBinary reads the data of 06 1E. Only the code matters; what cannot be
// read behind it is left alone.
func (a *Aborted) UnmarshalBinary(data []byte) error {
	*a = Aborted{}
	if len(data) == 0 {
		return nil
	}
	a.ID = ID(data[0])
	rest := data[1:]
	if a.ID == IDCurrency && len(rest) >= 2 && rest[0] != bmpContainer {
		rest = rest[2:]
	}
	fields, _ := ParseFields(rest)
	if objects, err := fields.Container(); err == nil {
		text, _ := objects.Find(tagErrorText)
		a.Text = CP437.Decode(text)
	}
	return nil
}
