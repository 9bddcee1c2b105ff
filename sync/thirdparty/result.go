package thirdparty

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kioskd/queue"
	"kioskd/sync/wire"
)

// Result is what became of a payment, as a partner is told it: one fact of the
// journal, with the sums of the order it belongs to.
type Result struct {
	Seq      uint64 // of the fact in the journal
	Key      string
	Status   string // one of the Status… constants
	At       time.Time
	Attempt  int
	Part     int // numbers the cancels of a part, from 1; 0 for the whole
	Currency string

	Amount, Supply, Tax, Exempt, Tip int64

	Approval  *wire.Approval // nil where no card company said yes
	Recovered bool           // found in the pad's memory after its answer was lost
	Test      bool           // made with a simulated pad
	Reason    string         // for people
}

// The statuses of a result.
const (
	StatusApproved   = nameApproved   // paid
	StatusCancelled  = nameCancelled  // taken back, whole or in part
	StatusDeclined   = nameDeclined   // a clear no; the customer may try again
	StatusNotCharged = nameNotCharged // cancelled or never sent; nothing was charged
	StatusUnresolved = nameUnresolved // a person of the shop has to look
)

// statusOf are the facts that are results, by kind.
var statusOf = map[string]string{
	wire.KindApproved: StatusApproved, wire.KindKept: StatusApproved, wire.KindVoided: StatusCancelled,
	wire.KindDeclined: StatusDeclined, wire.KindNotSent: StatusNotCharged, wire.KindNotCharged: StatusNotCharged,
	wire.KindMismatch: StatusUnresolved, wire.KindUnresolved: StatusUnresolved, wire.KindVoidFailed: StatusUnresolved,
}

// MovedMoney reports whether the result says that money went one way or the other.
func (r Result) MovedMoney() bool { return r.Status == StatusApproved || r.Status == StatusCancelled }

// Name tells results apart: it is the same whenever the same result is sent again.
func (r Result) Name() string {
	return r.Key + "." + r.Status + "." + strconv.Itoa(r.Attempt) + "." + strconv.Itoa(r.Part)
}

// resultOf reads a fact. It reports false when the fact is no result, or of a
// payment that no order asked for: that one is a matter of the shop's people.
func resultOf(f queue.Fact, all func(key string) ([]queue.Fact, error)) (Result, bool, error) {
	status, ok := statusOf[f.Kind]
	if !ok || f.Key == "" {
		return Result{}, false, nil
	}
	var b wire.Body
	if err := json.Unmarshal(f.Body, &b); err != nil {
		return Result{}, false, fmt.Errorf("read fact %d: %w", f.Seq, err)
	}
	facts, err := all(f.Key)
	if err != nil {
		return Result{}, false, fmt.Errorf("find the order of fact %d: %w", f.Seq, err)
	}
	h, err := historyOf(facts, f.Seq)
	if err != nil || h.order == nil {
		return Result{}, false, err
	}
	r := Result{
		Seq: f.Seq, Key: f.Key, Status: status, At: f.At, Attempt: max(b.Attempt, h.attempt), Currency: h.order.Currency,
		Approval: b.Approval, Recovered: b.Recovered, Test: b.Test, Reason: b.Reason,
	}
	if r.Approval == nil || status == StatusCancelled {
		r.Approval = h.approval
	}
	r.sum(h.order.Total, h.order.Split)
	if v := b.Void; v != nil && status == StatusCancelled {
		r.Part = v.Part
		if v.Split != nil {
			r.sum(v.Amount, *v.Split)
		}
	}
	return r, true, nil
}

func (r *Result) sum(total int64, s wire.Split) {
	r.Amount, r.Supply, r.Tax, r.Exempt, r.Tip = total, s.Supply, s.VAT, s.TaxFree, s.Service
}

// history is what came before a fact under the same key.
type history struct {
	order    *wire.Order
	approval *wire.Approval // the last sale, which a cancel names
	attempt  int
}

func historyOf(facts []queue.Fact, until uint64) (h history, err error) {
	for _, f := range facts {
		if f.Seq > until {
			break
		}
		var b wire.Body
		if err := json.Unmarshal(f.Body, &b); err != nil {
			return h, fmt.Errorf("read fact %d: %w", f.Seq, err)
		}
		h.attempt = max(h.attempt, b.Attempt)
		if h.order == nil && f.Kind == wire.KindOrdered {
			h.order = b.Order
		}
		if b.Approval != nil && b.Void == nil && f.Kind != wire.KindVoided {
			h.approval = b.Approval
		}
	}
	return h, nil
}

// approvedAt returns when the card company said yes: by the pad's clock, or
// failing that when the kiosk wrote it down.
func (r Result) approvedAt() time.Time {
	if r.Approval != nil {
		if at, err := time.ParseInLocation("2006-01-02T15:04:05", r.Approval.At, time.Local); err == nil {
			return at
		}
	}
	return r.At
}

// encode writes the result in a partner's words.
func (r Result) encode(n Names, kiosk string) object {
	o := object{}
	for name, value := range map[string]any{
		nameKey: r.Key, nameStatus: n.of(r.Status), nameAmount: r.Amount, nameSupply: r.Supply, nameTax: r.Tax,
		nameExempt: r.Exempt, nameTip: r.Tip, nameCurrency: r.Currency, nameTimestamp: r.approvedAt().UnixMilli(),
		nameAttempt: r.Attempt, nameKiosk: kiosk,
	} {
		o.put(n.of(name), value)
	}
	if r.Part > 0 {
		o.put(n.of(namePart), r.Part)
	}
	if r.Recovered {
		o.put(n.of(nameRecovered), true)
	}
	if r.Test {
		o.put(n.of(nameTest), true)
	}
	if r.Reason != "" {
		o.put(n.of(nameReason), r.Reason)
	}
	if a := r.Approval; a != nil {
		o.put(n.of(nameApproval), a.Number)
		o.put(n.of(nameMethod), strings.ToUpper(a.Method))
		o.put(n.of(nameMonths), a.Instalment)
		o.put(n.of(nameCard), cardOf(*a))
	}
	return o
}

// cardOf writes what may be known of a card, in the sources' names.
func cardOf(a wire.Approval) object {
	return object{
		"maskedCardNumber": a.Card, "approvalNumber": a.Number,
		"issuerName": a.Issuer.Name, "issuerCode": a.Issuer.Code,
		"acquirerName": a.Acquirer.Name, "acquirerCode": a.Acquirer.Code,
	}
}
