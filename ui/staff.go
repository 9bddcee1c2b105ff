package ui

import (
	"net/http"

	"kioskd/agent"
	"kioskd/agent/pay"
)

// newRefund is the body of undelivered and of a refund by the staff. Without an
// amount everything that is left goes back.
type newRefund struct {
	ID     string     `json:"id"` // the same id moves money once
	Amount pay.Amount `json:"amount"`
	Reason string     `json:"reason"`
}

// newOverride is a person's word.
type newOverride struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

func (s *Server) undelivered(r *http.Request) (reply, error) {
	wish, err := refundOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusAccepted}, s.agent.Undelivered(r.Context(), wish)
}

func (s *Server) refund(r *http.Request) (reply, error) {
	wish, err := refundOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusAccepted}, s.agent.Refund(r.Context(), wish)
}

func refundOf(r *http.Request) (agent.Refund, error) {
	var in newRefund
	if err := decode(r, &in); err != nil {
		return agent.Refund{}, err
	}
	key, err := keyOf(r)
	return agent.Refund{Key: key, ID: in.ID, Amount: in.Amount, Reason: in.Reason}, err
}

func (s *Server) staffList(r *http.Request) (reply, error) {
	cases, err := s.agent.StaffList(r.Context())
	return reply{status: http.StatusOK, body: cases}, err
}

func (s *Server) override(r *http.Request) (reply, error) {
	var in newOverride
	if err := decode(r, &in); err != nil {
		return reply{}, err
	}
	key, err := keyOf(r)
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, s.agent.Override(r.Context(), key, in.Name, in.Reason)
}

func (s *Server) instalments(*http.Request) (reply, error) {
	return reply{status: http.StatusOK, body: s.agent.Instalments()}, nil
}
