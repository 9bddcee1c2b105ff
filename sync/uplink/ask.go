package uplink

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"kioskd/sync/wire"
)

// ErrAway is the cause when HQ cannot be asked now.
var ErrAway = errors.New("HQ cannot be reached now")

// Refusal is HQ's answer when it says no.
type Refusal struct {
	Code   string // a word for programs
	Reason string // a sentence for people
}

func (r *Refusal) Error() string { return "HQ says: " + r.Reason }

// RefusalCode returns the word for programs, for those who do not know this package.
func (r *Refusal) RefusalCode() string { return r.Code }

// askWithin bounds a question whose context has no end.
const askWithin = 5 * time.Second

// questions are those that wait for an answer.
type questions struct {
	mu   sync.Mutex // guards what follows
	next uint64
	open map[string]chan<- *wire.Answer // each has room for one; closed when there will be none
}

func (q *questions) begin() (string, <-chan *wire.Answer) {
	answer := make(chan *wire.Answer, 1)
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.open == nil {
		q.open = map[string]chan<- *wire.Answer{}
	}
	q.next++
	id := strconv.FormatUint(q.next, 10)
	q.open[id] = answer
	return id, answer
}

// end takes a question out. A late answer finds nobody.
func (q *questions) end(id string) chan<- *wire.Answer {
	q.mu.Lock()
	defer q.mu.Unlock()
	answer := q.open[id]
	delete(q.open, id)
	return answer
}

// away tells everybody who waits that no answer will come.
func (q *questions) away() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for id, answer := range q.open {
		close(answer)
		delete(q.open, id)
	}
}

// Ask asks HQ something and waits for the answer until the context ends, 5
// seconds if it has no end. It fails at once with [ErrAway] when there is no
// connection, or when it breaks; a no from HQ is a [Refusal].
func (u *Uplink) Ask(ctx context.Context, name string, body any) (json.RawMessage, error) {
	ctx, cancel := withEnd(ctx)
	defer cancel()
	text, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("ask HQ %s: %w", name, err)
	}
	end, _ := ctx.Deadline()
	id, answer := u.questions.begin()
	defer u.questions.end(id)
	if !u.Say(&wire.Ask{ID: id, Name: name, Body: text, Within: max(1, int(time.Until(end).Milliseconds()))}) {
		return nil, fmt.Errorf("ask HQ %s: %w", name, ErrAway)
	}
	select {
	case a, ok := <-answer:
		if !ok {
			return nil, fmt.Errorf("ask HQ %s: %w", name, ErrAway)
		}
		return bodyOf(a)
	case <-ctx.Done():
		return nil, fmt.Errorf("ask HQ %s: %w", name, context.Cause(ctx))
	}
}

func withEnd(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, askWithin)
}

func bodyOf(a *wire.Answer) (json.RawMessage, error) {
	if a.Error != "" || a.Reason != "" {
		return nil, &Refusal{Code: a.Error, Reason: a.Reason}
	}
	return a.Body, nil
}

// answered hands an answer to whoever asked.
func (u *Uplink) answered(a *wire.Answer) {
	if waiting := u.questions.end(a.ID); waiting != nil {
		waiting <- a // has room for it
	}
}
