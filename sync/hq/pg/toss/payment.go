package toss

import (
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg"
)

// payment is what we read of the vendor's Payment object. What else is in it, or will
// be, is passed over.
type payment struct {
	PaymentKey         string     `json:"paymentKey"`
	OrderID            string     `json:"orderId"`
	Status             string     `json:"status"`
	Currency           string     `json:"currency"`
	TotalAmount        pay.Amount `json:"totalAmount"`
	BalanceAmount      pay.Amount `json:"balanceAmount"`
	ApprovedAt         string     `json:"approvedAt"`
	LastTransactionKey string     `json:"lastTransactionKey"`
	Secret             string     `json:"secret"`
	Receipt            *struct {
		URL string `json:"url"`
	} `json:"receipt"`
	Failure *fault `json:"failure"`
	Card    *struct {
		Amount pay.Amount `json:"amount"`
	} `json:"card"`
	EasyPay *struct {
		Provider       string     `json:"provider"`
		Amount         pay.Amount `json:"amount"`
		DiscountAmount pay.Amount `json:"discountAmount"`
	} `json:"easyPay"`
	VirtualAccount *struct {
		AccountNumber string `json:"accountNumber"`
		BankCode      string `json:"bankCode"`
		CustomerName  string `json:"customerName"`
		DueDate       string `json:"dueDate"`
		Expired       bool   `json:"expired"`
	} `json:"virtualAccount"`
	Transfer    *struct{} `json:"transfer"`
	MobilePhone *struct{} `json:"mobilePhone"`
	CashReceipt *struct {
		IssueNumber string `json:"issueNumber"`
	} `json:"cashReceipt"`
}

// result says a payment in our words.
func (y payment) result() pg.Result {
	r := pg.Result{
		Outcome: y.outcome(), Ref: y.PaymentKey, Order: y.OrderID, Amount: y.TotalAmount, Currency: pay.Currency(y.Currency),
		Means: y.means(), Parts: y.parts(), At: when(y.ApprovedAt), Proof: y.Secret, Refunded: y.TotalAmount - y.BalanceAmount,
	}
	if y.Receipt != nil {
		r.Receipt = y.Receipt.URL
	}
	if y.CashReceipt != nil {
		r.CashSlip = y.CashReceipt.IssueNumber
	}
	if y.Failure != nil {
		r.Code, r.Reason = y.Failure.Code, y.Failure.Message
	}
	if v := y.VirtualAccount; v != nil && r.Outcome == pg.Issued {
		r.Account = &pg.Account{Bank: bank(v.BankCode), Number: v.AccountNumber, Holder: v.CustomerName, Until: when(v.DueDate)}
		r.Refunded = 0
	}
	return r
}

func (y payment) outcome() pg.Outcome {
	switch y.Status {
	case "DONE", "PARTIAL_CANCELED":
		return pg.Approved
	case "CANCELED":
		return pg.Cancelled
	case "ABORTED":
		return pg.Refused
	case "EXPIRED":
		return pg.Expired
	case "READY", "IN_PROGRESS":
		return pg.Pending
	case "WAITING_FOR_DEPOSIT":
		if y.VirtualAccount != nil && y.VirtualAccount.Expired {
			return pg.Expired
		}
		return pg.Issued
	}
	return pg.Unknown
}

// means goes by the part that is there: the vendor's own word is for people.
func (y payment) means() string {
	switch {
	case y.EasyPay != nil:
		return "easy-pay"
	case y.Card != nil:
		return "card"
	case y.VirtualAccount != nil:
		return "account"
	case y.Transfer != nil:
		return "transfer"
	case y.MobilePhone != nil:
		return "phone"
	}
	return ""
}

// parts lists what a payment by easy pay was made of: card, balance and points mix.
func (y payment) parts() (all []pg.Part) {
	if y.EasyPay == nil {
		return nil
	}
	if y.Card != nil && y.Card.Amount > 0 {
		all = append(all, pg.Part{Means: "card", Amount: y.Card.Amount})
	}
	if y.EasyPay.Amount > 0 {
		all = append(all, pg.Part{Means: "balance", Amount: y.EasyPay.Amount})
	}
	if y.EasyPay.DiscountAmount > 0 {
		all = append(all, pg.Part{Means: "points", Amount: y.EasyPay.DiscountAmount})
	}
	return all
}

// when reads a time of the vendor's; zero if there is none.
func when(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err == nil {
		return t.UTC()
	}
	const noZone = "2006-01-02T15:04:05"
	if t, err = time.ParseInLocation(noZone, s, time.FixedZone("KST", 9*60*60)); err == nil {
		return t.UTC()
	}
	return time.Time{}
}

// banks are the vendor's codes of the banks that issue such accounts.
var banks = map[string]string{
	"39": "경남은행", "34": "광주은행", "11": "NH농협은행", "31": "iM뱅크", "32": "부산은행", "20": "우리은행", "71": "우체국예금보험",
	"03": "IBK기업은행", "06": "KB국민은행", "07": "Sh수협은행", "88": "신한은행", "37": "전북은행", "81": "하나은행", "45": "새마을금고", "27": "씨티은행", "23": "SC제일은행",
}

func bank(code string) string {
	if name, known := banks[code]; known {
		return name
	}
	return code
}
