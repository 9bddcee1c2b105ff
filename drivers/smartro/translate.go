package smartro

import (
	"time"

	"kioskd/agent/pay"
)

// Name is the driver's name in a configuration.
const Name = "smartro"

// Ref names an approval uniquely. A cancel of the same sale has another unique
// number, and another name. Of prepaid cards the approval number is left out: it
// holds a balance.
func (a *Approved) Ref() string {
	number := a.Number
	if a.Type == Prepaid {
		number = ""
	}
	return a.Unique + "/" + number + "/" + a.Date + a.Time
}

// Approval translates into the words of agent/pay.
func (a *Approved) Approval() pay.Approval {
	p := pay.Approval{
		Ref: a.Ref(), Number: a.Number, Currency: pay.KRW,
		Amount: a.Amount, VAT: a.Tax, Service: a.Service, Instalment: a.Instalment,
		At: padClock(a.Date + a.Time), Method: methodOf(a.Type), Medium: mediumOf(a.Medium),
		Card: a.Card, Issuer: a.Issuer, Acquirer: a.Acquirer,
		Merchant: a.Merchant, Device: a.Terminal,
		Driver: map[string]string{
			"driver": Name, "type": string(rune(a.Type)), "medium": string(rune(a.Medium)),
			"date": a.Date, "time": a.Time,
		},
	}
	if a.PG != "" {
		p.Driver["pg"] = a.PG
	}
	if a.Barcode != "" {
		p.Driver["barcode"] = a.Barcode
	}
	if a.Type == Prepaid {
		// The fields hold balances, which are the card holder's business.
		p.Number, p.VAT = a.Unique, 0
	}
	return p
}

// padClock turns YYYYMMDDhhmmss into the pad's clock, or nothing when the pad
// had no sensible time.
func padClock(stamp string) pay.PadClock {
	t, err := time.Parse(StampFormat, stamp)
	if err != nil {
		return ""
	}
	return pay.PadClock(t.Format(pay.PadClockFormat))
}

func methodOf(kind byte) string {
	methods := map[byte]string{
		'1': "credit", '2': "cash-receipt", '3': "prepaid", '4': "zeropay",
		'5': "kakaopay-money", '6': "kakaopay-credit", '8': "naverpay",
	}
	if m, ok := methods[kind]; ok {
		return m
	}
	return "type-" + string(rune(kind))
}

func mediumOf(medium byte) pay.Medium {
	return map[byte]pay.Medium{
		'1': pay.Chip, '2': pay.Stripe, '3': pay.Contactless, '4': pay.Barcode, '5': pay.Keyed,
	}[medium]
}

// Uncertain reports a rejection by which the pad says that it does not know what
// became of the payment.
func (j *Rejected) Uncertain() bool { return j.Code == "0A" || j.Code == "0C" }

// Decline translates into the words of agent/pay.
func (j *Rejected) Decline() *pay.Decline {
	return &pay.Decline{Code: j.Code, Text: plain(j.Extra + " " + j.Text), Advice: adviceFor(j.Code)}
}

// adviceFor says what to do after a code. Codes that are not listed come from
// the VAN or the issuer, and are mostly about the card.
func adviceFor(code string) pay.Advice {
	switch code {
	case "6F", "74":
		return pay.TryAgain
	case "B3":
		return pay.TakeStaff
	}
	return pay.OtherCard
}
