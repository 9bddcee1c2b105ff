package online

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Void implements agent.Phones. A refund whose answer was lost is asked for again
// under its name, which follows from what is on disk.
func (p *Phones) Void(ctx context.Context, v pay.Void) (pay.Answer, error) {
	q, err := cancelOf(v)
	if err != nil {
		return pay.Answer{}, pay.Fail("give money back by phone", pay.NotSent, err)
	}
	if !p.isUp() {
		return pay.Answer{}, pay.Fail("give money back by phone", pay.NotSent, errors.New("HQ cannot be reached now"))
	}
	begun := time.Now()
	for {
		a, err := p.ask(ctx, q)
		switch {
		case errors.Is(err, ErrRefused):
			return pay.Answer{}, pay.Fail("give money back by phone", pay.NotSent, err)
		case err == nil && a.Refunded != nil && a.Refunded.State == wire.OnlineApproved:
			return pay.Answer{Approval: undone(v, *a.Refunded, q.Refund)}, nil
		case err == nil && a.Refunded != nil && a.Refunded.State == wire.OnlineRefused:
			return pay.Answer{Decline: &pay.Decline{Code: a.Refunded.State, Text: reason(a.OnlineAnswer), Advice: pay.TakeStaff}}, nil
		case err == nil:
			err = errors.New("the provider does not tell whether it is done")
		}
		if time.Since(begun) >= p.o.Limits.Doubt || !sleep(ctx, p.o.Limits.Look, p.nextNews()) {
			return pay.Answer{}, pay.Fail("give money back by phone", pay.Unknown, err)
		}
	}
}

// undone is what has gone back, in the words of an approval.
func undone(v pay.Void, r wire.OnlineRefund, name string) *pay.Approval {
	a := v.Approval
	a.Ref, a.Amount, a.At = v.Approval.Ref+"/"+name, v.Amount, ""
	if r.Amount != 0 {
		a.Amount = pay.Amount(r.Amount)
	}
	return &a
}

// maxReason is what the question takes, in bytes.
const maxReason = 200

func cancelOf(v pay.Void) (wire.OnlineAsk, error) {
	attempt, err := strconv.Atoi(v.Approval.Driver[driverAttempt])
	if err != nil {
		return wire.OnlineAsk{}, fmt.Errorf("the approval does not say which attempt it is of: %w", err)
	}
	reason := v.Reason
	for len(reason) > maxReason {
		r := []rune(reason)
		reason = string(r[:len(r)-1])
	}
	q := wire.OnlineAsk{
		Do: wire.OnlineCancel, Key: string(v.Key), Attempt: attempt,
		Refund: refundName(v), Amount: int64(v.Amount), Reason: reason,
	}
	return q, q.Check()
}

// refundName names a refund for ever: the same one after a restart, and another one
// when a person asks again for what was refused.
func refundName(v pay.Void) string {
	h := sha256.Sum256(fmt.Appendf(nil, "%s %s %d %d", v.Key, v.Approval.Ref, v.Part, v.SentAt.UnixMilli()))
	return "r" + hex.EncodeToString(h[:16])
}
