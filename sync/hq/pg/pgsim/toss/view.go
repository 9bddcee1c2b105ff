package toss

import (
	"net/http"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
)

// Means of a payment, and the notes that are kept with it.
const (
	card        = "CARD"
	badCard     = "CARD, BAD"
	account     = "VIRTUAL_ACCOUNT"
	transaction = "transaction" // the newest transaction key
	approval    = "approval"    // the transaction key that took the money
	voidReason  = "void reason"
	merchant    = "tosssim"
)

// payment is the vendor's Payment object, as far as a kiosk's payments fill it.
// Fields that are null in the vendor's examples are null here.
type payment struct {
	Version            string            `json:"version"`
	PaymentKey         string            `json:"paymentKey"`
	Type               string            `json:"type"`
	OrderID            string            `json:"orderId"`
	OrderName          string            `json:"orderName"`
	MID                string            `json:"mId"`
	Currency           string            `json:"currency"`
	Method             *string           `json:"method"`
	TotalAmount        pay.Amount        `json:"totalAmount"`
	BalanceAmount      pay.Amount        `json:"balanceAmount"`
	Status             string            `json:"status"`
	RequestedAt        string            `json:"requestedAt"`
	ApprovedAt         *string           `json:"approvedAt"`
	UseEscrow          bool              `json:"useEscrow"`
	CultureExpense     bool              `json:"cultureExpense"`
	LastTransactionKey *string           `json:"lastTransactionKey"`
	SuppliedAmount     pay.Amount        `json:"suppliedAmount"`
	VAT                pay.Amount        `json:"vat"`
	TaxFreeAmount      pay.Amount        `json:"taxFreeAmount"`
	TaxExemptionAmount pay.Amount        `json:"taxExemptionAmount"`
	PartialCancelable  bool              `json:"isPartialCancelable"`
	Country            string            `json:"country"`
	Card               *cardPart         `json:"card"`
	VirtualAccount     *virtualAccount   `json:"virtualAccount"`
	Secret             *string           `json:"secret"`
	Cancels            []cancelPart      `json:"cancels"`
	Receipt            *address          `json:"receipt"`
	Checkout           *address          `json:"checkout"`
	EasyPay            *struct{}         `json:"easyPay"`
	CashReceipt        *struct{}         `json:"cashReceipt"`
	CashReceipts       []struct{}        `json:"cashReceipts"`
	Discount           *struct{}         `json:"discount"`
	Failure            *failure          `json:"failure"`
	Metadata           map[string]string `json:"metadata"`
}

type cardPart struct {
	Amount        pay.Amount `json:"amount"`
	IssuerCode    string     `json:"issuerCode"`
	AcquirerCode  *string    `json:"acquirerCode"`
	Number        string     `json:"number"`
	Months        int        `json:"installmentPlanMonths"`
	ApproveNo     string     `json:"approveNo"`
	UseCardPoint  bool       `json:"useCardPoint"`
	CardType      string     `json:"cardType"`
	OwnerType     string     `json:"ownerType"`
	AcquireStatus string     `json:"acquireStatus"`
	InterestFree  bool       `json:"isInterestFree"`
	InterestPayer *string    `json:"interestPayer"`
}

type virtualAccount struct {
	AccountType      string `json:"accountType"`
	AccountNumber    string `json:"accountNumber"`
	BankCode         string `json:"bankCode"`
	CustomerName     string `json:"customerName"`
	DueDate          string `json:"dueDate"`
	RefundStatus     string `json:"refundStatus"`
	Expired          bool   `json:"expired"`
	SettlementStatus string `json:"settlementStatus"`
}

type cancelPart struct {
	CancelAmount     pay.Amount `json:"cancelAmount"`
	CancelReason     string     `json:"cancelReason"`
	TaxFreeAmount    pay.Amount `json:"taxFreeAmount"`
	TaxExemption     pay.Amount `json:"taxExemptionAmount"`
	RefundableAmount pay.Amount `json:"refundableAmount"`
	CanceledAt       string     `json:"canceledAt"`
	TransactionKey   string     `json:"transactionKey"`
	ReceiptKey       *string    `json:"receiptKey"`
	CancelStatus     string     `json:"cancelStatus"`
}

type address struct {
	URL string `json:"url"`
}

type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (s *Sim) show(c *pgsim.Call, p *pgsim.Payment) pgsim.Reply {
	return pgsim.JSON(http.StatusOK, view(p, c.Base))
}

func view(p *pgsim.Payment, base string) payment {
	left, free := p.Total-p.Returned(), p.TaxFreeLeft()
	if p.State == pgsim.Voided {
		left, free = 0, 0
	}
	vat := vatOf(left, free)
	v := payment{
		Version: "2022-11-16", PaymentKey: p.ID, Type: "NORMAL", OrderID: p.Order, OrderName: p.Name, MID: merchant,
		Currency: "KRW", Country: "KR", Method: method(p), TotalAmount: p.Total, BalanceAmount: left, Status: status(p),
		RequestedAt: stamp(p.OpenedAt), ApprovedAt: maybe(stampOr(p.PaidAt)), LastTransactionKey: maybe(p.Notes[transaction]),
		SuppliedAmount: left - free - vat, VAT: vat, TaxFreeAmount: free, PartialCancelable: true,
		Cancels: cancels(p), Secret: maybe(p.Secret), Checkout: &address{base + "/phone/" + p.Door},
	}
	v.means(p, base)
	return v
}

// means fills what only one means of payment has.
func (v *payment) means(p *pgsim.Payment, base string) {
	if p.State == pgsim.Paid {
		v.Receipt = &address{base + "/receipt/" + p.ID}
	}
	if p.Code != "" {
		v.Failure = &failure{p.Code, p.Reason}
	}
	if p.Means == card && p.State == pgsim.Paid {
		v.Card = &cardPart{
			Amount: p.Total, IssuerCode: "11", Number: "43301234****123*", ApproveNo: "00000000",
			CardType: "신용", OwnerType: "개인", AcquireStatus: "READY",
		}
	}
	if a := p.Account; a != nil {
		v.VirtualAccount = &virtualAccount{
			AccountType: "일반", AccountNumber: a.Number, BankCode: a.Bank, CustomerName: p.User, DueDate: stamp(a.Until),
			RefundStatus: "NONE", Expired: p.State == pgsim.Issued && time.Now().After(a.Until), SettlementStatus: "INCOMPLETED",
		}
	}
}

func status(p *pgsim.Payment) string {
	switch p.State {
	case pgsim.Open:
		return "READY"
	case pgsim.Agreed:
		return "IN_PROGRESS"
	case pgsim.Issued:
		return "WAITING_FOR_DEPOSIT"
	case pgsim.Refused, pgsim.Quit:
		return "ABORTED"
	case pgsim.Expired:
		return "EXPIRED"
	case pgsim.Voided:
		return "CANCELED"
	}
	switch {
	case p.Left() == 0:
		return "CANCELED"
	case len(p.Cancels) > 0:
		return "PARTIAL_CANCELED"
	}
	return "DONE"
}

func method(p *pgsim.Payment) *string {
	return maybe(map[string]string{card: "카드", badCard: "카드", account: "가상계좌"}[p.Means])
}

func cancels(p *pgsim.Payment) (all []cancelPart) {
	for _, c := range p.Cancels {
		all = append(all, cancelPart{
			CancelAmount: c.Amount, CancelReason: c.Reason, TaxFreeAmount: c.TaxFree, RefundableAmount: c.Left,
			CanceledAt: stamp(c.At), TransactionKey: c.ID, CancelStatus: "DONE",
		})
	}
	if p.State == pgsim.Voided {
		all = append(all, cancelPart{
			CancelAmount: p.Total, CancelReason: p.Notes[voidReason], TransactionKey: p.Notes[transaction], CancelStatus: "DONE",
			CanceledAt: stamp(time.Now()),
		})
	}
	return all
}

// vatOf is a eleventh of what bears tax, rounded half up.
func vatOf(amount, free pay.Amount) pay.Amount { return ((amount-free)*2 + 11) / 22 }

var seoul = time.FixedZone("KST", 9*60*60)

func stamp(t time.Time) string { return t.In(seoul).Format("2006-01-02T15:04:05-07:00") }

func stampOr(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}

func maybe(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
