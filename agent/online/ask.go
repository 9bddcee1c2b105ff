package online

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// HQ is the way to HQ. *uplink.Uplink is one.
type HQ interface {
	// Ask asks and waits for the answer until the context ends. An error with a
	// method RefusalCode is HQ's own word; after any other nobody knows what HQ heard.
	Ask(ctx context.Context, name string, body any) (json.RawMessage, error)
}

// ErrRefused is the cause when HQ says that it does not take a question: it has done
// nothing of it.
var ErrRefused = errors.New("HQ refuses")

// ErrNoAttempt is the cause, beside [ErrRefused], when HQ knows no such attempt.
var ErrNoAttempt = errors.New("HQ knows no such attempt")

// answer is HQ's word on an attempt, with when it came.
type answer struct {
	wire.OnlineAnswer
	at time.Time
}

// ask asks once. It waits for Limits.Answer at most.
func (p *Phones) ask(ctx context.Context, q wire.OnlineAsk) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, p.o.Limits.Answer)
	defer cancel()
	body, err := p.o.HQ.Ask(ctx, wire.AskPrepare, q)
	if err != nil {
		return answer{}, fmt.Errorf("%s: %w", q.Do, judge(err))
	}
	a, err := parse(body)
	if err != nil {
		return answer{}, fmt.Errorf("%s: HQ's answer: %w", q.Do, err)
	}
	return answer{a, time.Now()}, nil
}

// judge tells HQ's own no from what nobody knows. An HQ that is busy or broken has not
// refused: it may have done what it was asked.
func judge(err error) error {
	var no interface{ RefusalCode() string }
	if !errors.As(err, &no) {
		return err
	}
	switch no.RefusalCode() {
	case wire.CodeInternal, wire.CodeBusy:
		return err
	case wire.CodeNoAttempt:
		return fmt.Errorf("%w: %w: %w", ErrRefused, ErrNoAttempt, err)
	}
	return fmt.Errorf("%w: %w", ErrRefused, err)
}

// parse reads HQ's answer and refuses what nobody could act on.
func parse(body []byte) (a wire.OnlineAnswer, err error) {
	if err := json.Unmarshal(body, &a); err != nil {
		return a, err
	}
	return a, a.Check()
}

// about names an attempt.
func about(do string, c pay.Charge) wire.OnlineAsk {
	return wire.OnlineAsk{Do: do, Key: string(c.Key), Attempt: c.Attempt}
}
