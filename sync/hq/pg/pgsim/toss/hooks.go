package toss

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"kioskd/sync/hq/pg/pgsim"
)

// retries are the waits between the vendor's eight attempts.
var retries = []time.Duration{
	time.Minute, 4 * time.Minute, 16 * time.Minute, 64 * time.Minute, 256 * time.Minute, 1024 * time.Minute, 4096 * time.Minute,
}

// eventTime is the form of createdAt in payment events: no zone, microseconds.
const eventTime = "2006-01-02T15:04:05.000000"

type changedEvent struct {
	EventType string  `json:"eventType"`
	CreatedAt string  `json:"createdAt"`
	Data      payment `json:"data"`
}

type depositEvent struct {
	CreatedAt      string `json:"createdAt"`
	Secret         string `json:"secret"`
	Status         string `json:"status"`
	TransactionKey string `json:"transactionKey"`
	OrderID        string `json:"orderId"`
}

// changed tells of a new status. READY and IN_PROGRESS are told to nobody.
func (s *Sim) changed(p *pgsim.Payment, at time.Time) {
	s.Write(s.letter(p, changedEvent{"PAYMENT_STATUS_CHANGED", at.In(seoul).Format(eventTime), view(p, "")}))
}

// depositNews tells of an account: issued, paid into, bounced or closed.
func (s *Sim) depositNews(p *pgsim.Payment, at time.Time) {
	s.Write(s.letter(p, depositEvent{at.In(seoul).Format(eventTime), p.Secret, status(p), p.Notes[transaction], p.Order}))
}

func (s *Sim) letter(p *pgsim.Payment, event any) *pgsim.Letter {
	body, err := json.Marshal(event)
	if err != nil {
		panic(fmt.Sprintf("a simulated webhook cannot be written: %v", err)) // our own structs
	}
	header := http.Header{"Content-Type": {"application/json"}}
	header.Set("tosspayments-webhook-transmission-id", s.ID("", 16))
	return &pgsim.Letter{
		Order: p.Order, Header: header, Body: body, Retries: retries, Stamp: transmission,
		Taken: func(status int, _ []byte) bool { return status == http.StatusOK },
	}
}

func transmission(h http.Header, attempt int, at time.Time) {
	h.Set("tosspayments-webhook-transmission-time", at.In(seoul).Format(time.RFC3339))
	h.Set("tosspayments-webhook-transmission-retried-count", strconv.Itoa(attempt))
}

// Again sends the newest webhook of an order once more, as the vendor does when an
// answer was lost on the way.
func (s *Sim) Again(order string) error {
	return s.Change(order, func(p *pgsim.Payment) error {
		if p.Account != nil {
			s.depositNews(p, time.Now())
		} else {
			s.changed(p, time.Now())
		}
		return nil
	})
}

// Forge sends two webhooks that look like the vendor's and lie: the order is paid.
// The book knows nothing of it. Their secret is a guess.
func (s *Sim) Forge(order string) error {
	return s.Change(order, func(p *pgsim.Payment) error {
		lie := *p
		lie.State, lie.PaidAt, lie.Secret = pgsim.Paid, time.Now(), "guess"
		s.changed(&lie, time.Now())
		s.depositNews(&lie, time.Now())
		return nil
	})
}
