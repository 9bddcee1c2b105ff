package ui

import (
	"context"
	"net/http"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// newOrder is the body of POST orders: picks at the agent's prices; or, under a
// key of the page's own, amounts, which count where the kiosk is set to let the
// page decide, and have to be those of the stored order elsewhere.
type newOrder struct {
	Picks    []agent.Pick `json:"picks,omitzero"`
	Language string       `json:"language,omitempty"` // of the names on the slip

	Key     pay.Key    `json:"key,omitempty"`
	Amounts *pay.Split `json:"amounts,omitempty"`
	Lines   []pay.Line `json:"lines,omitzero"` // may be left out with amounts
}

func (o newOrder) check() error {
	if o.Amounts == nil && (o.Key != "" || len(o.Lines) > 0) {
		return malformed("key and lines go with amounts")
	}
	if o.Amounts != nil && len(o.Picks) > 0 {
		return malformed("want either picks or amounts")
	}
	return nil
}

// newPayment is the body of POST payments. The amount is what the customer saw.
type newPayment struct {
	Key    pay.Key    `json:"key"`
	Amount pay.Amount `json:"amount"`
	Months int        `json:"months"` // 0 for at once

	Via      string `json:"via,omitempty"`      // one of the view's ways to pay by phone; empty for the card pad
	Language string `json:"language,omitempty"` // of the phone's pages
}

// maxVia bounds the names of ways to pay, and of languages.
const maxVia = 64

func (p newPayment) check() error {
	switch {
	case len(p.Via) > maxVia || len(p.Language) > maxVia:
		return malformed("via or language is too long")
	case p.Via != "" && p.Months != 0:
		return malformed("want either months or a way to pay by phone")
	case p.Via == "" && p.Language != "":
		return malformed("language goes with via")
	}
	return nil
}

func (s *Server) order(r *http.Request) (reply, error) {
	var in newOrder
	if err := decode(r, &in); err != nil {
		return reply{}, err
	}
	if err := in.check(); err != nil {
		return reply{}, err
	}
	o, err := s.stored(r.Context(), in)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusCreated, body: o, location: "/api/v1/payments/" + string(o.Key)}, nil
}

func (s *Server) stored(ctx context.Context, in newOrder) (pay.Order, error) {
	if in.Amounts == nil {
		return s.agent.Order(ctx, in.Picks, in.Language)
	}
	if err := in.Key.Check(); err != nil {
		return pay.Order{}, badKey(err)
	}
	return s.agent.OrderByApp(ctx, agent.AppOrder{Key: in.Key, Split: *in.Amounts, Lines: in.Lines})
}

func (s *Server) pay(r *http.Request) (reply, error) {
	var in newPayment
	if err := decode(r, &in); err != nil {
		return reply{}, err
	}
	if err := in.Key.Check(); err != nil {
		return reply{}, badKey(err)
	}
	if err := in.check(); err != nil {
		return reply{}, err
	}
	p, err := s.payBy(r.Context(), in)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusAccepted, body: forPage(p)}, nil
}

func (s *Server) payBy(ctx context.Context, in newPayment) (pay.Payment, error) {
	if in.Via != "" {
		return s.agent.PayByPhone(ctx, in.Key, in.Amount, in.Via, in.Language)
	}
	return s.agent.PayInMonths(ctx, in.Key, in.Amount, in.Months)
}

// describedPayment is the body of POST payments/{key}/refund: what only whoever
// was told of the approval can say.
type describedPayment struct {
	Amounts pay.Split `json:"amounts"`
	Number  string    `json:"number"`      // of the approval
	At      int64     `json:"approved_ms"` // since 1970, as the payment's answer gives it
	Months  int       `json:"months"`
}

func (s *Server) refundByApp(r *http.Request) (reply, error) {
	var in describedPayment
	if err := decode(r, &in); err != nil {
		return reply{}, err
	}
	key, err := keyOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusAccepted}, s.agent.RefundByApp(r.Context(), agent.AppRefund{
		Key: key, Split: in.Amounts, Number: in.Number, At: time.UnixMilli(in.At), Months: in.Months,
	})
}

func (s *Server) payment(r *http.Request) (reply, error) {
	key, err := keyOf(r)
	if err != nil {
		return reply{}, err
	}
	p, err := s.agent.Payment(r.Context(), key)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, body: forPage(p)}, nil
}

func (s *Server) abort(r *http.Request) (reply, error) {
	key, err := keyOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusAccepted}, s.agent.Abort(r.Context(), key)
}

func (s *Server) dismiss(r *http.Request) (reply, error) {
	key, err := keyOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, s.agent.Dismiss(r.Context(), key)
}

func (s *Server) help(r *http.Request) (reply, error) {
	return reply{status: http.StatusAccepted}, s.agent.Help(r.Context())
}

func (s *Server) keep(r *http.Request) (reply, error) {
	key, err := keyOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, s.agent.Keep(r.Context(), key)
}

func keyOf(r *http.Request) (pay.Key, error) {
	key := pay.Key(r.PathValue("key"))
	if err := key.Check(); err != nil {
		return "", badKey(err)
	}
	return key, nil
}

func badKey(err error) error {
	return refuse(http.StatusBadRequest, "key", err.Error(), "Use the key of the stored order.")
}
