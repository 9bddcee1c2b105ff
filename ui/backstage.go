package ui

import (
	"context"
	"net/http"
	"strings"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// Backstage is what the shop's people see and do at the kiosk, beside what every
// screen shows. An error that a person can act on is an [agent.Fault].
type Backstage interface {
	// Overview returns how everything is.
	Overview(context.Context) (Overview, error)

	// TestPad asks the pad something that moves no money, and returns what it says.
	TestPad(context.Context) (PadTest, error)

	// SendNow has what waits for HQ sent at once.
	SendNow(context.Context) error

	// DayTotals returns the sums of a day, as in 2026-01-05; "" is today.
	DayTotals(ctx context.Context, day string) (DayTotals, error)

	// Sales returns the latest payments, the newest first.
	Sales(context.Context) ([]Sale, error)
}

// Overview is the answer of GET staff/overview.
type Overview struct {
	Kiosk   string    `json:"kiosk"`
	Version string    `json:"version"`
	Since   time.Time `json:"since"` // the agent's start
	Test    bool      `json:"test"`
	Pad     pay.Link  `json:"pad"`
	Fault   int       `json:"fault,omitempty"`
	Cases   int       `json:"cases"` // payments that a person has to look at

	Waiting Waiting `json:"waiting"`
	HQ      HQ      `json:"hq"`
	Disk    Disk    `json:"disk"`
	Printer string  `json:"printer,omitempty"` // its state; "" where there is none
}

// Waiting is what HQ has not acknowledged.
type Waiting struct {
	Count    uint64       `json:"count"`
	Sum      pay.Amount   `json:"sum"`
	Currency pay.Currency `json:"currency"`
	Oldest   time.Time    `json:"oldest,omitzero"`
}

// HQ is the way to HQ.
type HQ struct {
	Set       bool   `json:"set"`
	Connected bool   `json:"connected"`
	Reason    string `json:"reason,omitempty"`
}

// Disk is where the journal is.
type Disk struct {
	Bytes int64  `json:"bytes"` // of the journal
	Error string `json:"error,omitempty"`
}

// PadTest is the answer of POST staff/pad-test.
type PadTest struct {
	OK     bool   `json:"ok"`
	Says   string `json:"says"` // what the pad said of itself, or why it did not
	Millis int64  `json:"millis"`
}

// DayTotals is the answer of GET staff/totals.
type DayTotals struct {
	Day      string       `json:"day"`
	Currency pay.Currency `json:"currency"`
	Sales    int          `json:"sales"`
	Sum      pay.Amount   `json:"sum"`
	Refunds  int          `json:"refunds"`
	Back     pay.Amount   `json:"back"`
	Open     int          `json:"open"` // payments that are not settled
}

// Sale is one payment in the list of GET staff/sales.
type Sale struct {
	Key       pay.Key      `json:"key"`
	Reference string       `json:"reference"`
	At        time.Time    `json:"at"`
	Status    pay.Status   `json:"status"`
	Amount    pay.Amount   `json:"amount"`
	Left      pay.Amount   `json:"left"` // that has not gone back
	Currency  pay.Currency `json:"currency"`
	Number    string       `json:"number,omitempty"` // of the approval
	Card      pay.Card     `json:"card,omitzero"`
}

// behind answers with what is backstage.
func behind[T any](s *Server, ask func(Backstage, *http.Request) (T, error)) func(*http.Request) (reply, error) {
	return func(r *http.Request) (reply, error) {
		if s.backstage == nil {
			return reply{}, agent.FaultStarting
		}
		body, err := ask(s.backstage, r)
		return reply{status: http.StatusOK, body: body}, err
	}
}

func (s *Server) staffRoutes() map[string]methods {
	return map[string]methods{
		"staff":                {"GET": s.forStaff(s.staffList)},
		"staff/{key}/override": {"POST": s.forStaff(s.override)},
		"staff/{key}/refund":   {"POST": s.forStaff(s.refund)},
		"staff/{key}/receipt":  {"POST": s.forStaff(s.receipt)},
		"staff/session":        {"POST": http.HandlerFunc(s.openStaff), "DELETE": s.answer(s.closeStaff)},
		"staff/overview":       {"GET": s.forStaff(behind(s, func(b Backstage, r *http.Request) (Overview, error) { return b.Overview(r.Context()) }))},
		"staff/pad-test":       {"POST": s.forStaff(behind(s, func(b Backstage, r *http.Request) (PadTest, error) { return b.TestPad(r.Context()) }))},
		"staff/sales":          {"GET": s.forStaff(behind(s, func(b Backstage, r *http.Request) ([]Sale, error) { return b.Sales(r.Context()) }))},
		"staff/totals":         {"GET": s.forStaff(s.totals)},
		"staff/send-now":       {"POST": s.forStaff(s.sendNow)},
	}
}

func (s *Server) totals(r *http.Request) (reply, error) {
	day := r.URL.Query().Get("day")
	if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
		return reply{}, malformed("day is " + strings.ToValidUTF8(day, "?") + ", want one like 2026-01-05")
	}
	return behind(s, func(b Backstage, r *http.Request) (DayTotals, error) { return b.DayTotals(r.Context(), day) })(r)
}

func (s *Server) sendNow(r *http.Request) (reply, error) {
	if s.backstage == nil {
		return reply{}, agent.FaultStarting
	}
	return reply{status: http.StatusAccepted}, s.backstage.SendNow(r.Context())
}
