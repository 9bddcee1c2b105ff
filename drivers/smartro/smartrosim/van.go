package smartrosim

import (
	"fmt"
	"strings"

	"kioskd/agent/pay"
	"kioskd/drivers/sim"
	"kioskd/drivers/smartro"
)

// judge asks the ledger, and remembers the answer as pads do.
func (p *pad) judge(d *deal) (smartro.Job, []byte, error) {
	r := p.verdict(d)
	if r.IsBlank() {
		data, err := p.cardQuery(d).MarshalBinary()
		return smartro.JobQuery.Response(), data, err
	}
	job := d.job.Response()
	data, err := r.MarshalBinary()
	data = oddly(d.plan, data)
	if err == nil && p.reading != "frozen" {
		p.memory.remember(job, r, data)
	}
	return job, data, err
}

// verdict is what the VAN says; blank when the pad answers a cancel by describing
// the card.
func (p *pad) verdict(d *deal) smartro.Result {
	switch {
	case d.plan.Outcome == sim.Decline:
		return p.declined(d, d.plan.Code)
	case d.job == smartro.JobCancel:
		return p.cancelled(d)
	}
	amount := d.charge.Amount
	if d.plan.Amount > 0 {
		amount = d.plan.Amount
	}
	e := p.approve(amount)
	d.news = fmt.Sprintf("VAN approved %d as %s", e.Amount, e.Number)
	return smartro.Result{Approved: p.slip(d, *e)}
}

func (p *pad) declined(d *deal, code string) smartro.Result {
	d.news = "VAN declined with " + code
	text := d.plan.Text
	if text == "" {
		text = words[code]
	}
	return smartro.Result{Rejected: &smartro.Rejected{Medium: ' ', Code: code, Text: text, Split: d.plan.Has(split)}}
}

// words are the texts of some rejections.
var words = map[string]string{
	"6B": "카드 잔액 부족", "0A": "네트워크 오류", "0C": "서버 응답 없음", "69": "사용 불가 카드",
	"71": "미등록 카드", "6F": "다시 시도하십시오", "N1": "원거래 없음",
}

// approve takes money. The numbers follow from how many there are.
func (p *pad) approve(amount pay.Amount) *sim.Entry {
	e := p.Books().Approve(amount, p.Now())
	n := len(p.Books().Entries)
	e.Number, e.Unique = fmt.Sprintf("%08d", 10_000_000+(n*7_654_321)%90_000_000), fmt.Sprintf("%012d", 2*n)
	return e
}

// find returns the approval that a cancel names.
func (p *pad) find(q smartro.CancelRequest) *sim.Entry {
	books := p.Books()
	switch q.Kind {
	case smartro.CancelLast: // whatever the request says
		return p.lastStanding()
	case smartro.CancelPG, smartro.CancelPGPart:
		return books.Find(func(e sim.Entry) bool {
			return pgNumber(e) == q.Info && e.Number == q.Number && q.Amount <= e.Amount
		})
	case smartro.CancelCardless, smartro.CancelWithCard:
		if (q.Type == smartro.KakaoMoney || q.Type == smartro.KakaoCredit) && q.Info != barcode {
			return nil
		}
	}
	return books.Find(func(e sim.Entry) bool {
		return e.Number == q.Number && e.Date == q.Date && e.Time == q.Time && e.Amount == q.Amount
	})
}

// pgNumber is what a payment company calls an approval.
func pgNumber(e sim.Entry) string { return "9" + strings.Repeat("0", 17) + e.Unique }

// cancelled looks the approval up and takes it back, once.
func (p *pad) cancelled(d *deal) smartro.Result {
	e := p.find(d.cancel)
	switch {
	case d.plan.Has(wrongCard), e != nil && e.Voided, d.plan.Has(already):
		return smartro.Result{}
	case e == nil, d.cancel.Amount > e.Amount-e.Returned:
		return p.declined(d, "N1")
	}
	e.VoidRef = p.nextVoid()
	d.news = "VAN cancelled " + e.Number
	back := *e
	if back.Amount = d.cancel.Amount; d.cancel.Kind == smartro.CancelPGPart {
		e.Returned += back.Amount
		d.news = fmt.Sprintf("VAN gave %d of %s back", back.Amount, e.Number)
	} else {
		e.Voided = true
	}
	at := p.Now()
	back.Unique, back.Date, back.Time = e.VoidRef, at.Format("20060102"), at.Format("150405")
	return smartro.Result{Approved: p.slip(d, back)}
}

// nextVoid numbers a cancel.
func (p *pad) nextVoid() string { return fmt.Sprintf("9%011d", p.memory.count()) }

// cardQuery describes the card when nothing was cancelled.
func (p *pad) cardQuery(d *deal) smartro.CardQuery {
	status, last := smartro.QueryCancelled, pay.Amount(0)
	if d.plan.Has(wrongCard) {
		status = smartro.QueryNothing
	}
	d.news = fmt.Sprintf("nothing to cancel: status %c", status)
	if status == smartro.QueryCancelled && d.cancel.Amount < 100_000_000 {
		last = d.cancel.Amount
	}
	return smartro.CardQuery{
		Medium: mediumByte(d.plan.Medium), Kind: 'P', Card: pay.MaskCard(testCard),
		LastAt: p.Now().Format(smartro.StampFormat), Last: last, Status: status,
	}
}

const testCard = "941009******1234"

// slip is an approval as the pad tells it.
func (p *pad) slip(d *deal, e sim.Entry) *smartro.Approved {
	a := &smartro.Approved{
		Type: '1', Medium: mediumByte(d.plan.Medium), Card: pay.MaskCard(testCard),
		Amount: e.Amount, Tax: d.charge.Tax, Service: d.charge.Service, Instalment: d.charge.Instalment,
		Number: e.Number, Date: e.Date, Time: e.Time, Unique: e.Unique,
		Merchant: "990000000000001", Terminal: p.terminalID(),
		Issuer: pay.Party{Code: "0100", Name: "시험카드"}, Acquirer: pay.Party{Code: "0200", Name: "시험매입"},
	}
	if d.job == smartro.JobCancel {
		a.Tax, a.Service, a.Instalment = d.cancel.Tax, d.cancel.Service, d.cancel.Instalment
	}
	p.pays(d, a, e)
	return a
}

// pays changes an approval to what the customer paid with.
func (p *pad) pays(d *deal, a *smartro.Approved, e sim.Entry) {
	if d.plan.Has(prepaid) {
		a.Type, a.Tax = smartro.Prepaid, 50_000
		a.Number = fmt.Sprintf("T00000%06d", max(0, 50_000-e.Amount))
	}
	if kind, ok := wallets[d.plan.Value(wallet)]; ok {
		a.Type, a.Medium = kind, '4'
	}
	if a.Type == smartro.KakaoMoney || a.Type == smartro.KakaoCredit {
		a.Card, a.Barcode = pay.Card{}, barcode
	}
	if d.job == smartro.JobBuyer {
		a.PG = pgNumber(e)
	}
}

// barcode is what KakaoPay's customers show here.
const barcode = "2810061234567890"

func mediumByte(m pay.Medium) byte {
	return map[pay.Medium]byte{pay.Chip: '1', pay.Stripe: '2', pay.Contactless: '3'}[m]
}
