package smartro

import "kioskd/agent/pay"

// Approved is a result that says yes. In an answer to C it means "cancelled":
// nothing but the job tells the two apart.
type Approved struct {
	Type       byte // see Method
	Medium     byte // see MediumOf; a space where the pad names none
	Card       pay.Card
	Barcode    string // of KakaoPay instead of a card: its last sixteen digits, which a cancel needs
	Amount     pay.Amount
	Tax        pay.Amount // of prepaid cards: the balance before
	Service    pay.Amount
	Instalment int
	Number     string // approval number; of prepaid cards: kind and balance
	Date, Time string // YYYYMMDD and hhmmss by the pad's clock
	Unique     string // the VAN's reference, a new one for a cancel
	Merchant   string
	Terminal   string
	Issuer     pay.Party
	Acquirer   pay.Party
	PG         string // 30 characters where the merchant sells through a PG
}

// Prepaid is the type of transit cards, whose tax and approval number hold
// balances.
const Prepaid = '3'

// Types that this package believes. Not all have a name here, but a kind of
// payment that we cannot name is money all the same.
const (
	approvedTypes = "123456789"
	media         = "12345 \x00"
)

func (a *Approved) read(r *reader) {
	a.Type = r.oneOf("transaction type", approvedTypes)
	if a.Medium = r.oneOf("medium", media); a.Medium == 0 {
		a.Medium = ' '
	}
	a.readPayer(r.take(20))
	a.Amount = r.amount("amount", 10, false)
	a.Tax = r.amount("tax", 8, true)
	a.Service = r.amount("service charge", 8, true)
	a.Instalment = int(r.number("instalment", 2, true))
	a.Number = r.text("approval number", 12)
	a.Date = r.digits("date", 8)
	a.Time = r.digits("time", 6)
	a.Unique = r.text("unique number", 12)
	a.Merchant = r.text("merchant number", 15)
	a.Terminal = r.text("terminal number", 14)
	a.Issuer = pay.Party{Code: r.text("issuer code", 4), Name: r.korean(16)}
	a.Acquirer = pay.Party{Code: r.text("acquirer code", 4), Name: r.korean(16)}
	if r.err == nil && len(r.data) == resultPGSize {
		a.PG = r.text("PG number", 30)
	}
}

func (a *Approved) write(w *writer) {
	w.oneOf("transaction type", a.Type, approvedTypes)
	w.oneOf("medium", a.Medium, media)
	a.writePayer(w)
	w.amount("amount", a.Amount, 10)
	w.amount("tax", a.Tax, 8)
	w.amount("service charge", a.Service, 8)
	w.number("instalment", int64(a.Instalment), 2)
	w.text("approval number", a.Number, 12)
	w.digits("date", a.Date, 8)
	w.digits("time", a.Time, 6)
	w.text("unique number", a.Unique, 12)
	w.text("merchant number", a.Merchant, 15)
	w.text("terminal number", a.Terminal, 14)
	w.text("issuer code", a.Issuer.Code, 4)
	w.korean("issuer name", a.Issuer.Name, 16)
	w.text("acquirer code", a.Acquirer.Code, 4)
	w.korean("acquirer name", a.Acquirer.Name, 16)
	if a.PG != "" {
		w.text("PG number", a.PG, 30)
	}
}
