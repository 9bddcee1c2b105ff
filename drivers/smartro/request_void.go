package smartro

import (
	"fmt"
	"strconv"

	"kioskd/agent/pay"
)

// cancelOf returns the request that takes an approval of this pad back, by the
// kind that fits it. [pay.ErrUnsupported] means that no kind does.
func (h habits) cancelOf(v pay.Void) (CancelRequest, error) {
	a := v.Approval
	if a.Driver["driver"] != Name {
		return CancelRequest{}, fmt.Errorf("%w: the approval was not made by this driver", pay.ErrUnsupported)
	}
	if v.Amount <= 0 || v.Amount > a.Amount {
		return CancelRequest{}, fmt.Errorf("%w: %d of an approval of %d cannot be taken back", pay.ErrAmount, v.Amount, a.Amount)
	}
	kind, err := cancelType(a.Driver["type"], a.Driver["medium"])
	if err != nil {
		return CancelRequest{}, err
	}
	q := CancelRequest{
		Type: kind, Amount: a.Amount, Tax: a.VAT, Service: a.Service, Instalment: a.Instalment,
		Number: a.Number, Date: a.Driver["date"], Time: a.Driver["time"], Long: h.longCancel,
	}
	if pg := a.Driver["pg"]; pg != "" {
		return h.throughPG(q, v, pg), nil
	}
	return h.throughVAN(q, v)
}

// throughVAN is for ordinary approvals: whole, and with the card unless nobody is
// there.
func (h habits) throughVAN(q CancelRequest, v pay.Void) (CancelRequest, error) {
	if v.Amount != v.Approval.Amount {
		return CancelRequest{}, fmt.Errorf("%w: only payments through a payment company (PG) can be taken back in part", pay.ErrUnsupported)
	}
	if h.oneCredit && q.Type == '2' {
		q.Type = '1'
	}
	if q.Type == KakaoMoney || q.Type == KakaoCredit {
		if q.Info = v.Approval.Driver["barcode"]; q.Info == "" {
			return CancelRequest{}, fmt.Errorf("%w: the barcode that was shown is not known", pay.ErrUnsupported)
		}
	}
	if !v.Unattended {
		signs, err := h.signs(q.Amount)
		q.Kind, q.Signature = CancelWithCard, signs && err == nil
		return q, nil
	}
	switch h.cardless {
	case "none":
		return CancelRequest{}, fmt.Errorf("%w: the contract with the VAN has no cancel without a card (pad setting cardless-cancel)", pay.ErrUnsupported)
	case "last":
		q.Kind = CancelLast
	default:
		q.Kind = CancelCardless
	}
	return q, nil
}

// throughPG is for approvals that a payment company made: they are named by its
// number and need no card. The sources disagree on the time of a whole cancel:
// most put the last six digits of the number there, one the time of the sale.
func (h habits) throughPG(q CancelRequest, v pay.Void, pg string) CancelRequest {
	q.Kind, q.Type, q.Info = CancelPG, '2', pg
	if v.Amount < v.Approval.Amount {
		q.Kind, q.Amount, q.Tax, q.Service = CancelPGPart, v.Amount, v.VAT, v.Service
		return q
	}
	const size = 6
	if tail := pg[max(0, len(pg)-size):]; !h.saleTime && len(tail) == size && onlyDigits(tail) {
		q.Time = tail
	}
	return q
}

// cancelType translates the type and medium of an approval into C's numbering,
// which has a number for chip and another for other credit, and none for what
// cannot be taken back. A cash receipt needs the buyer's own number, which nobody
// keeps.
func cancelType(kind, medium string) (byte, error) {
	switch kind {
	case "1":
		if medium == "1" {
			return '1', nil
		}
		return '2', nil
	case "4", "5", "6", "8":
		return kind[0], nil
	}
	return 0, fmt.Errorf("%w: payments of type %s cannot be taken back at the pad", pay.ErrUnsupported, strconv.Quote(kind))
}
