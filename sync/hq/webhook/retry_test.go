package webhook

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kioskd/sync/hq"
)

// TestRetries: growing delays while the other server is away, then the event, once.
func TestRetries(t *testing.T) {
	story(t, func(p *post) {
		p.to.answers(503)
		p.sells("key-1", true)
		time.Sleep(6 * time.Hour)
		tries := p.to.takes()
		if n := len(tries); n < 6 || n > 40 {
			p.Errorf("%d tries in six hours", n)
		}
		for _, h := range tries {
			if h.ID != tries[0].ID || h.Signed != 1 {
				p.Errorf("a try is another: %+v", h)
			}
		}
		p.to.answers(200)
		time.Sleep(7 * time.Hour)
		if got := p.to.takes(); len(got) != 1 || got[0].ID != tries[0].ID {
			p.Errorf("%+v", got)
		}
	})
}

// TestGivenUp after as long as it may take, with an alarm; a person has it sent again.
func TestGivenUp(t *testing.T) {
	story(t, func(p *post) {
		p.to.answers(404)
		p.sells("key-1", true)
		p.stop()
		p.hooks.GiveUpAfter = time.Hour
		p.stop = p.runs(p.hooks)
		time.Sleep(6 * time.Hour)
		id := hq.Trouble{Reason: hq.AlarmWebhook, About: p.id}.AlarmID()
		a, err := p.h.Alarm(p.Context(), id)
		if err != nil || !strings.Contains(a.Detail, "it answered 404") || strings.Contains(a.Detail, "s3cr3t") {
			p.Fatalf("%+v, %v", a, err)
		}
		all, err := p.hooks.Deliveries(p.Context(), p.id, 10)
		given := -1
		for i, d := range all {
			if d.Type == PaymentApproved {
				given = i
			}
		}
		if err != nil || given < 0 || all[given].State != GivenUp || len(all[given].Attempts) != keepAttempts {
			p.Fatalf("%+v, %v", all, err)
		}
		p.to.takes()
		p.to.answers(200)
		p.must(p.hooks.Again(p.Context(), p.id, all[given].Event))
		time.Sleep(time.Hour)
		sales := 0
		for _, h := range p.to.takes() {
			if h.Type == PaymentApproved {
				sales++
			}
		}
		if sales != 1 {
			p.Errorf("told %d times", sales)
		}
	})
}

// TestBetweenTwoWrites: a sender that comes by between the two writes that put an
// event on its way does not make it forgotten.
func TestBetweenTwoWrites(t *testing.T) {
	story(t, func(p *post) {
		ctx, now := p.Context(), time.Now().UTC().Truncate(time.Millisecond)
		name := nameOf(p.id, event{ID: "evt_1", At: now})
		p.must(p.hooks.dueAt(ctx, now, name))
		p.must(p.hooks.dueAt(ctx, now, nameOf(p.id, event{ID: "evt_2", At: now}))) // its writer died
		time.Sleep(40 * time.Second)
		p.must(p.hooks.deliveries.Add(ctx, name, Delivery{Event: "evt_1", Type: Test, Body: json.RawMessage(`{"type":"test"}`), State: Waiting, Added: now, Next: now}))
		time.Sleep(2 * time.Minute)
		if got := p.to.takes(); len(got) != 1 || got[0].ID != "evt_1" {
			p.Errorf("told %+v", got)
		}
		if left, err := p.hooks.due.All(ctx); len(left) != 0 || err != nil {
			p.Errorf("left: %+v, %v", left, err)
		}
	})
}

// TestOneSends: of two processes one sends; when it dies, the other does.
func TestOneSends(t *testing.T) {
	story(t, func(p *post) {
		other := New(p.hooks.Options)
		stop := p.runs(other)
		p.sells("key-1", true)
		time.Sleep(time.Minute)
		p.stop()
		p.sells("key-2", true)
		time.Sleep(time.Minute)
		if got := p.to.takes(); len(got) != 2 || got[0].ID == got[1].ID {
			p.Errorf("%+v", got)
		}
		stop()
	})
}
