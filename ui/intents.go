package ui

import (
	"net/http"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// newOrder is the body of POST orders. Prices are the agent's.
type newOrder struct {
	Picks    []agent.Pick `json:"picks"`
	Language string       `json:"language"` // of the names on the slip
}

// newPayment is the body of POST payments. The amount is what the customer saw.
type newPayment struct {
	Key    pay.Key    `json:"key"`
	Amount pay.Amount `json:"amount"`
	Months int        `json:"months"` // 0 for at once
}

func (s *Server) order(r *http.Request) (reply, error) {
	var in newOrder
	if err := decode(r, &in); err != nil {
		return reply{}, err
	}
	o, err := s.agent.Order(r.Context(), in.Picks, in.Language)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusCreated, body: o, location: "/api/v1/payments/" + string(o.Key)}, nil
}

func (s *Server) pay(r *http.Request) (reply, error) {
	var in newPayment
	if err := decode(r, &in); err != nil {
		return reply{}, err
	}
	if err := in.Key.Check(); err != nil {
		return reply{}, badKey(err)
	}
	p, err := s.agent.PayInMonths(r.Context(), in.Key, in.Amount, in.Months)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusAccepted, body: forPage(p)}, nil
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
