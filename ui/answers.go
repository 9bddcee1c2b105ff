package ui

import (
	"net/http"

	"kioskd/agent"
	"kioskd/agent/pay"
)

func (s *Server) view(*http.Request) (reply, error) {
	return reply{status: http.StatusOK, body: s.now().view}, nil
}

func (s *Server) catalogue(r *http.Request) (reply, error) {
	list, err := s.agent.Listing(r.Context())
	if err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, body: list}, nil
}

func (s *Server) store(*http.Request) (reply, error) {
	return reply{status: http.StatusOK, body: s.agent.Store()}, nil
}

// Limits is the answer of /api/v1/limits: how long a page waits before it says
// that a payment goes on. A page never decides what became of one.
type Limits struct {
	Page int64 `json:"page_ms"`
}

func (s *Server) pageLimits(*http.Request) (reply, error) {
	return reply{status: http.StatusOK, body: s.limits}, nil
}

// Health is the answer of /healthz.
type Health struct {
	Ready bool        `json:"ready"` // a customer can be served
	State agent.State `json:"state"`
	Pad   bool        `json:"pad"`
	Fault int         `json:"fault,omitempty"`
}

// health answers 200 as soon as what the last run left open has been settled,
// and 503 before.
func (s *Server) health(*http.Request) (reply, error) {
	v := s.agent.View()
	h := Health{Ready: v.State != agent.Starting, State: v.State, Pad: v.Pad.Up}
	if v.Fault != nil {
		h.Fault = v.Fault.Number
	}
	if !h.Ready {
		return reply{status: http.StatusServiceUnavailable, body: h}, nil
	}
	return reply{status: http.StatusOK, body: h}, nil
}

// Payment is what the books say about a key, and the pad's times in
// milliseconds since 1970, which a page would have to guess a zone for.
type Payment struct {
	pay.Payment
	Approved int64 `json:"approved_ms,omitempty"`
	Voided   int64 `json:"voided_ms,omitempty"` // of the last refund
}

// forPage leaves out of a payment what a page has no business with: the pad's
// memory of the customer before, and what a driver needs to take money back.
func forPage(p pay.Payment) Payment {
	out := Payment{Payment: p}
	if p.Approval != nil {
		out.Approved = agent.ApprovedAt(p).UnixMilli()
	}
	if n := len(p.Refunds); n > 0 {
		out.Voided = agent.RefundedAt(p.Refunds[n-1]).UnixMilli()
	}
	out.Payment = withoutSecrets(p)
	return out
}

func withoutSecrets(p pay.Payment) pay.Payment {
	p.Mark = pay.Mark{}
	p.Offer, p.Undo = nil, nil
	p.Approval = withoutDriver(p.Approval)
	if p.Void != nil {
		v := *p.Void
		v.Approval = *withoutDriver(&v.Approval)
		p.Void = &v
	}
	return p
}

func withoutDriver(a *pay.Approval) *pay.Approval {
	if a == nil {
		return nil
	}
	b := *a
	b.Driver = nil
	return &b
}
