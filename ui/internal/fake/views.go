package fake

import (
	"slices"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// Scene is one screen: the view that brings it about.
type Scene struct {
	Screen string // the page's data-screen
	View   agent.View
}

// since is when every view began; no screen shows it.
var since = time.Date(2025, 3, 14, 10, 16, 0, 0, time.UTC)

// Idle returns the view of a kiosk that waits for a customer.
func Idle() agent.View {
	return agent.View{State: agent.Idle, Since: since, Pad: pay.Link{Up: true, Pad: "TL-3600"}, Test: true}
}

// PadDown returns the view of an idle kiosk without a pad.
func PadDown() agent.View {
	v := Idle()
	v.Pad = pay.Link{Reason: "no such port"}
	v.Fault = agent.FaultPad
	return v
}

// WaitingForCard returns the view of an order that is at the pad.
func WaitingForCard(o pay.Order) agent.View {
	v := Idle()
	v.State, v.Progress = agent.Authorizing, pay.WaitingForCard
	v.Payment = &agent.PaymentView{
		Key: o.Key, Reference: agent.Reference(o.Key), Attempt: 1, Status: pay.Started,
		Currency: o.Currency, Lines: o.Lines, Total: o.Total, Split: o.Split,
	}
	return v
}

// Ways are how one may pay by phone.
func Ways() []pay.PhoneWay {
	return []pay.PhoneWay{
		{ID: "kakaopay", Name: map[string]string{"ko": "카카오페이", "en": "Kakao Pay", "ja": "カカオペイ", "zh": "Kakao Pay"}},
		{ID: "points", Name: map[string]string{"ko": "가게 포인트", "en": "Shop points", "ja": "お店のポイント", "zh": "店铺积分"}},
	}
}

// WaitingForPhone returns the view of an order whose code is on the screen.
func WaitingForPhone(o pay.Order) agent.View {
	v := WaitingForCard(o)
	v.Progress, v.Payment.Via, v.Ways = "", "kakaopay", Ways()
	v.Phone = &pay.PhoneStep{State: pay.PhoneWaiting, Code: "https://hq.example.com/pay/3f9c1a7be2d84c60a1b2c3d4e5f60718", Until: time.Now().Add(4 * time.Minute)}
	return v
}

func byPhone(o pay.Order) []Scene {
	at := func(s agent.State, step pay.PhoneState) agent.View {
		v := WaitingForPhone(o)
		v.State, v.Phone.State = s, step
		return v
	}
	ended := func(s agent.State, p pay.Status, d *pay.Decline) agent.View {
		v := WaitingForPhone(o)
		v.State, v.Phone, v.Payment.Status, v.Payment.Decline = s, nil, p, d
		return v
	}
	preparing := ended(agent.Preparing, pay.Ordered, nil)
	issued := ended(agent.Issued, pay.Issued, nil)
	issued.Payment.Account = &pay.Account{Bank: "국민은행", Number: "110-234-567890", Holder: "카페 모퉁이", Until: time.Date(2025, 3, 15, 23, 59, 0, 0, time.UTC)}
	return []Scene{
		{"preparing", preparing},
		{"scan-code", at(agent.Authorizing, pay.PhoneWaiting)},
		{"phone-busy", at(agent.Authorizing, pay.PhoneBusy)},
		{"phone-busy", at(agent.Authorizing, pay.PhoneClosing)},
		{"cancelling", at(agent.Aborting, pay.PhoneClosing)},
		{"declined", ended(agent.Declined, pay.Declined, &pay.Decline{Code: "refused", Text: "잔액 부족", Advice: pay.TryAgain})},
		{"declined", ended(agent.Declined, pay.Declined, &pay.Decline{Code: "cancelled", Advice: pay.TryAgain})},
		{"declined", ended(agent.Declined, pay.Declined, &pay.Decline{Code: "expired", Advice: pay.TryAgain})},
		{"issued", issued},
		{"uncertain", ended(agent.Uncertain, pay.Uncertain, nil)},
		{"held", ended(agent.Held, pay.Late, nil)},
	}
}

// Scenes returns one view for each screen of a payment, of an order in a
// language.
func Scenes(language string) ([]Scene, error) {
	o, err := Menu().Order("0195938c-7e4a-7b6e-9d42-5f1c93d07a2b", []agent.Pick{
		{Item: "americano", Quantity: 2}, {Item: "cake", Quantity: 1}, {Item: "beans", Quantity: 1},
	}, language)
	if err != nil {
		return nil, err
	}
	return slices.Concat(running(o), ended(o), byPhone(o)), nil
}

func running(o pay.Order) []Scene {
	at := func(s agent.State, p pay.Progress, inside bool) agent.View {
		v := WaitingForCard(o)
		v.State, v.Progress, v.CardInside = s, p, inside
		return v
	}
	starting := Idle()
	starting.State = agent.Starting
	forgotten := Idle()
	forgotten.CardInside = true
	closed, locked := Idle(), Idle()
	closed.Closed, locked.Closed = agent.FaultClosed, agent.FaultLocked
	return []Scene{
		{"starting", starting},
		{"closed", closed},
		{"closed", locked},
		{"preparing", at(agent.Preparing, "", false)},
		{"insert-card", at(agent.Authorizing, pay.WaitingForCard, false)},
		{"swipe-card", at(agent.Authorizing, pay.TryStripe, false)},
		{"processing", at(agent.Authorizing, pay.CardInside, true)},
		{"cancelling", at(agent.Aborting, "", false)},
		{"uncertain", at(agent.Resolving, "", false)},
		{"remove-card", forgotten},
	}
}

func ended(o pay.Order) []Scene {
	approved := Ended(o, agent.Approved, pay.Approved)
	inside := approved
	inside.CardInside = true
	declined := Ended(o, agent.Declined, pay.Declined)
	declined.Payment.Decline = &pay.Decline{Code: "14", Text: "거래 거절", Advice: pay.OtherCard}
	unresolved := Ended(o, agent.Unresolved, pay.Unresolved)
	unresolved.Fault = agent.FaultUnresolved
	notRefunded := unresolved
	owed := *unresolved.Payment
	owed.NotRefunded = true
	notRefunded.Payment = &owed
	mismatch := Ended(o, agent.Unresolved, pay.Mismatched)
	mismatch.Fault = agent.FaultMismatch
	failed := Ended(o, agent.Failed, pay.NotCharged)
	failed.Fault = agent.FaultPadSilent
	return []Scene{
		{"remove-card", inside},
		{"approved", approved},
		{"declined", declined},
		{"not-charged", Ended(o, agent.NotCharged, pay.NotCharged)},
		{"held", Ended(o, agent.Held, pay.Late)},
		{"not-refunded", notRefunded},
		{"voiding", Ended(o, agent.Voiding, pay.Voiding)},
		{"voided", Ended(o, agent.Voided, pay.Voided)},
		{"unresolved", unresolved},
		{"mismatch", mismatch},
		{"failed", failed},
	}
}

// Ended returns the view of an ending, with the slip where there is one.
func Ended(o pay.Order, state agent.State, status pay.Status) agent.View {
	v := WaitingForCard(o)
	v.State, v.Progress, v.Payment.Status = state, "", status
	v.Payment.Receipt = slip(o, status)
	return v
}

// slip returns nil where nothing was paid.
func slip(o pay.Order, status pay.Status) *pay.Receipt {
	r, err := pay.ReceiptFor(Shop(), pay.Payment{Key: o.Key, Order: o, Status: status, Approval: Approval(o)}, true)
	if err != nil {
		return nil
	}
	return &r
}

// Approval returns a card company's yes to an order.
func Approval(o pay.Order) *pay.Approval {
	return &pay.Approval{
		Ref: "20250314-30047211", Number: "30047211", Currency: o.Currency, Amount: o.Total, VAT: o.Split.VAT,
		At: "2025-03-14T10:16:12", Method: "credit", Medium: pay.Chip, Card: pay.MaskCard("9410091234561234"),
		Issuer: pay.Party{Code: "04", Name: "하나카드"}, Driver: map[string]string{"secret": "for the driver"},
	}
}
