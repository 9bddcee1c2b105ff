package zvt

import (
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
)

// habits are the settings, read.
type habits struct {
	currency pay.Currency
	password string
	config   Config
	charset  Charset
	tcp      bool // frames travel bare
	autoEnd  bool // of the day, when the pad wants it
	totals   bool // a lost payment is resolved with the pad's totals as well

	response, completion time.Duration
}

func readHabits(o *drivers.Options) (habits, error) {
	s := o.Read()
	h := habits{
		currency: pay.Currency(s.Choice("currency", "EUR", "CHF", "USD", "JPY", "KRW")),
		password: fmt.Sprintf("%06d", s.Number("password", 0, 0, 999_999)),
		config:   configOf(s.Choice("receipts", "text", "none", "pad"), s.Choice("attended", "no", "yes") == "yes"),
		charset:  Charset(s.Choice("text", charsetNames()...)),
		autoEnd:  s.Choice("end-of-day", "auto", "manual") == "auto",
		totals:   s.Choice("proof", "totals", "receipt") == "totals",

		response:   time.Duration(s.Number("response-seconds", 5, 1, 60)) * time.Second,
		completion: time.Duration(s.Number("completion-seconds", 180, 30, 900)) * time.Second,
	}
	transport := s.Choice("transport", "auto", "serial", "tcp")
	h.tcp = transport == "tcp" || transport == "auto" && o.Network()
	return h, s.Done()
}

// configOf returns the byte of the registration.
func configOf(receipts string, attended bool) Config {
	c := map[string]Config{
		"text": KioskPrints | KioskPrintsAdmin | TextFromPad,
		"none": KioskPrints | KioskPrintsAdmin,
		"pad":  0,
	}[receipts] | Intermediate
	if !attended {
		c |= NoAmountEntry | NoAdmin
	}
	return c
}

func charsetNames() []string {
	names := []string{string(CP437), string(UTF8), string(SevenBit)}
	for n := range 10 {
		names = append(names, fmt.Sprintf("iso-8859-%d", n+1))
	}
	return names
}

// registration is what the kiosk tells the pad of itself. The container is sent
// even when it is empty: without it the pad may not use any.
func (h habits) registration() Registration {
	r := Registration{Password: h.password, Config: h.config, Currency: h.currency, TLV: true}
	if h.charset != CP437 {
		r.Objects = append(r.Objects, Object{tagCharset, []byte{charsetNumbers[h.charset]}})
	}
	if h.config&TextFromPad != 0 {
		r.Objects = append(r.Objects, permitted(CodePrintLine, CodePrintBlock))
	}
	return r
}

// permitted lists the commands that the pad may send beyond those that it always
// may. With 06 D3 in the list it sends receipts a block at a time.
func permitted(codes ...Code) Object {
	var all []Object
	for _, c := range codes {
		all = append(all, Object{tagCommand, []byte{byte(c >> 8), byte(c)}})
	}
	return constructed(tagPermitted, all...)
}
