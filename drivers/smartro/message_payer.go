package smartro

import (
	"strings"

	"kioskd/agent/pay"
)

// The types of KakaoPay, which is paid by showing a barcode.
const (
	KakaoMoney  = '5'
	KakaoCredit = '6'
)

// byBarcode is the medium of a barcode.
const byBarcode = '4'

const barcodeSize = 16

// readPayer reads the card number. In its place KakaoPay has the barcode that was
// shown, good for one payment: its tail is kept for the cancel, unless it could be
// the number of a card.
func (a *Approved) readPayer(field []byte) {
	tail := string(field[len(field)-barcodeSize:])
	kakao := a.Type == KakaoMoney || a.Type == KakaoCredit
	if kakao && a.Medium == byBarcode && onlyDigits(tail) && strings.Trim(tail, "0") != "" && !likeCard(tail) {
		a.Barcode = tail
		return
	}
	a.Card = readCard(field)
}

func (a *Approved) writePayer(w *writer) {
	switch {
	case a.Barcode == "":
		writeCard(w, a.Card)
	case len(a.Barcode) != barcodeSize:
		w.fail("barcode", "has another length than sixteen")
	default:
		w.text("card number", "0000"+a.Barcode, 20)
	}
}

// likeCard reports whether sixteen digits could be the number of a card: they
// begin like one and their check digit is right (ISO/IEC 7812-1, annex B).
func likeCard(digits string) bool {
	sum := 0
	for i := range len(digits) {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	begins := strings.Contains("34569", digits[:1]) || digits >= "22" && digits < "28"
	return begins && sum%10 == 0
}

// readCard masks a card number before it is held. The field is filled with zeros
// from the left; no card number begins with one.
func readCard(field []byte) pay.Card {
	blank := func(c rune) bool { return c <= ' ' }
	number := strings.TrimRightFunc(string(field), blank)
	return pay.MaskCard(strings.TrimLeftFunc(number, func(c rune) bool { return c == '0' || blank(c) }))
}

func writeCard(w *writer, c pay.Card) {
	s := c.String()
	if len(s) > 20 {
		w.fail("card number", "is too long")
		s = ""
	}
	w.data = append(w.data, strings.Repeat("0", 20-len(s))+s...)
}
