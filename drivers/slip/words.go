package slip

import (
	"fmt"

	"kioskd/agent/pay"
)

// Language is a language that slips are written in.
type Language string

// The languages.
const (
	Korean  Language = "ko"
	English Language = "en"
)

// LanguageFor returns the language of a currency's country.
func LanguageFor(c pay.Currency) Language {
	if c == pay.KRW {
		return Korean
	}
	return English
}

// words are all that is printed beside the receipt's own texts.
type words struct {
	sale, void, takenBack, test, reprint                string
	customer, store                                     string
	business, representative, address, phone            string
	supply, vat, taxFree, service, total, refund        string
	taxFreeMark                                         string
	issuer, acquirer, card, instalment, kind            string
	number, at, voidedAt, merchant, device, noSignature string
	voidNumber, refunded                                string
	reference, key                                      string
	atOnce                                              string
	months                                              string
	media                                               map[pay.Medium]string
}

var languages = map[Language]words{
	Korean: {
		sale: "신용카드 매출전표", void: "신용카드 취소전표", takenBack: "이 거래는 취소되었습니다",
		test: "연습 전표 - 실제 거래가 아닙니다", reprint: "재발행",
		customer: "고객용", store: "가맹점용",
		business: "사업자번호", representative: "대표자", address: "주소", phone: "전화",
		supply: "공급가액", vat: "부가세", taxFree: "면세금액", service: "봉사료", total: "합계", refund: "취소금액",
		taxFreeMark: "* 면세 상품",
		issuer:      "카드사", acquirer: "매입사", card: "카드번호", instalment: "할부", kind: "결제방법",
		number: "승인번호", at: "거래일시", voidedAt: "취소일시", merchant: "가맹점번호", device: "단말기번호",
		noSignature: "무서명 거래", voidNumber: "취소승인번호", refunded: "취소된 금액",
		reference: "확인번호", key: "거래고유번호",
		atOnce: "일시불", months: "%d개월",
		media: map[pay.Medium]string{pay.Chip: "IC", pay.Stripe: "MS", pay.Contactless: "비접촉", pay.Barcode: "바코드", pay.Keyed: "수기"},
	},
	English: {
		sale: "CARD RECEIPT", void: "REFUND RECEIPT", takenBack: "This sale was taken back",
		test: "Practice receipt - not a real sale", reprint: "Reprint",
		customer: "Customer copy", store: "Merchant copy",
		business: "Business no.", representative: "Owner", address: "Address", phone: "Phone",
		supply: "Net", vat: "VAT", taxFree: "Tax-free", service: "Service", total: "Total", refund: "Refund",
		taxFreeMark: "* tax-free",
		issuer:      "Card company", acquirer: "Acquirer", card: "Card", instalment: "Instalments", kind: "Paid by",
		number: "Approval no.", at: "Date", voidedAt: "Refunded", merchant: "Merchant no.", device: "Terminal no.",
		voidNumber: "Refund approval", refunded: "Refunded so far",
		noSignature: "No signature required",
		reference:   "Reference", key: "Payment",
		atOnce: "Paid in full", months: "%d months",
		media: map[pay.Medium]string{pay.Chip: "chip", pay.Stripe: "stripe", pay.Contactless: "contactless", pay.Barcode: "barcode", pay.Keyed: "keyed"},
	},
}

func (w words) instalments(months int) string {
	if months < 2 {
		return w.atOnce
	}
	return fmt.Sprintf(w.months, months)
}
