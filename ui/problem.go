package ui

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"kioskd/agent"
)

// problem is a refusal as RFC 9457 writes it, with the next step for whoever
// reads it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Fault  int    `json:"fault,omitempty"` // see agent.Fault
	Detail string `json:"detail"`
	Next   string `json:"next"`
}

// refuse makes a problem of the API's own; name tells its kind to programs.
func refuse(status int, name, detail, next string) *problem {
	return &problem{
		Type:   "urn:kioskd:problem:" + name,
		Title:  http.StatusText(status),
		Status: status,
		Detail: detail,
		Next:   next,
	}
}

func (p *problem) Error() string { return p.Title + ": " + p.Detail }

// problemOf says an error in the words of the API. What is no fault of the
// agent and no refusal of ours is unexpected, and its cause is not for a page.
func problemOf(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	if f, ok := errors.AsType[*agent.Fault](err); ok {
		return faultProblem(f, err)
	}
	return refuse(http.StatusInternalServerError, "unexpected",
		"something went wrong inside the kiosk", "Try again; if it stays, look at the kiosk's log.")
}

func faultProblem(f *agent.Fault, err error) *problem {
	return &problem{
		Type:   fmt.Sprintf("urn:kioskd:fault:%d", f.Number),
		Title:  f.Text,
		Status: faultStatus(f.Number),
		Fault:  f.Number,
		Detail: err.Error(),
		Next:   f.Next,
	}
}

// faultStatus returns the HTTP status for a fault: what is wrong with the
// request is 4xx, what is wrong with the kiosk 503.
func faultStatus(number int) int {
	switch number {
	case agent.FaultKey.Number:
		return http.StatusNotFound
	case agent.FaultOrder.Number, agent.FaultItem.Number, agent.FaultAppLimit.Number, agent.FaultAlone.Number:
		return http.StatusUnprocessableEntity
	case agent.FaultAppAmount.Number, agent.FaultAppRefund.Number, agent.FaultMode.Number:
		return http.StatusForbidden
	case agent.FaultBills.Number:
		return http.StatusServiceUnavailable
	}
	if number >= 200 && number < 400 || number == agent.FaultNoPrinter.Number || number == agent.FaultPrinter.Number {
		return http.StatusServiceUnavailable
	}
	return http.StatusConflict
}

// write answers with the problem.
func (p *problem) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the peer has gone; nobody is left to tell
}
