// Package shop is the smallest server that a kiosk can work with: it says what
// there is to pay, announces payments, and stores what became of them.
//
//	GET  /payment-items    what there is to pay, each with its payment key
//	POST /upload-payment   what became of a payment; stored once, however often it comes
//	GET  /ws               a WebSocket, over which PaymentReady is pushed
//	GET  /events           server-sent events: open, and payment-ready
//	POST /bills            for the shop's own people: add something to pay
//	POST /push             for the shop's own people: have a payment begin
//
// A real one keeps bills in its database; this one keeps them in memory, and
// payments in a file.
package shop

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
)

// Bill is something to pay. Sums are whole minor units: won, cents.
type Bill struct {
	PaymentKey string `json:"paymentKey"` // unique for ever: a UUID will do
	Name       string `json:"name"`
	Amount     int64  `json:"amount"` // taxes included
}

// Payment is what a kiosk uploads. Fields that this shop has no use for are kept
// in its file all the same.
type Payment struct {
	PaymentKey     string `json:"paymentKey"`
	Status         string `json:"status"`
	ApprovalNumber string `json:"approvalNumber"`
	Amount         int64  `json:"amount"`
	Attempt        int    `json:"attempt"`
	Part           int    `json:"part"`
}

// name is what tells payments apart. The same one comes again when a kiosk has not
// heard that it was stored.
func (p Payment) name() string {
	return fmt.Sprintf("%s %s %d %d", p.PaymentKey, p.Status, p.Attempt, p.Part)
}

// Shop is the server.
type Shop struct {
	http.Handler
	token string

	mu       sync.Mutex // guards all below
	bills    []Bill
	payments []Payment
	known    map[string]bool // payments by name
	file     *os.File
	watchers map[chan string]bool // who waits for pushed keys
}

// New opens a shop that keeps its payments in a file. With a token, whoever asks
// has to bring it.
func New(file, token string) (*Shop, error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	s := &Shop{token: token, known: map[string]bool{}, file: f, watchers: map[chan string]bool{}}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var p Payment
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return nil, errors.Join(fmt.Errorf("read %s: %w", file, err), f.Close())
		}
		s.keep(p)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /payment-items", s.items)
	mux.HandleFunc("POST /upload-payment", s.upload)
	mux.HandleFunc("GET /ws", s.socket)
	mux.HandleFunc("GET /events", s.events)
	mux.HandleFunc("POST /bills", s.bill)
	mux.HandleFunc("POST /push", s.push)
	s.Handler = s.guard(mux)
	return s, nil
}

// Close closes the file.
func (s *Shop) Close() error { return s.file.Close() }

func (s *Shop) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.token != "" && r.Header.Get("Authorization") != "Bearer "+s.token {
			http.Error(w, `{"error":"sign in"}`, http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Add puts a bill on the list, or changes its price.
func (s *Shop) Add(b Bill) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.bills {
		if s.bills[i].PaymentKey == b.PaymentKey {
			s.bills[i] = b
			return
		}
	}
	s.bills = append(s.bills, b)
}

// Payments returns what was uploaded, in order.
func (s *Shop) Payments() []Payment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Payment(nil), s.payments...)
}

func (s *Shop) items(w http.ResponseWriter, r *http.Request) {
	list, err := json.Marshal(map[string][]Bill{"items": s.unpaid()})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	tag := tagOf(list)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(list) // who asked may have gone
}

// unpaid are the bills for which no approved payment was uploaded.
func (s *Shop) unpaid() []Bill {
	s.mu.Lock()
	defer s.mu.Unlock()
	paid := map[string]bool{}
	for _, p := range s.payments {
		paid[p.PaymentKey] = paid[p.PaymentKey] || p.Status == "approved"
	}
	left := []Bill{}
	for _, b := range s.bills {
		if !paid[b.PaymentKey] {
			left = append(left, b)
		}
	}
	return left
}

// upload answers 200 when the payment is on the disk, and not before: what was
// acknowledged the kiosk will not send again.
func (s *Shop) upload(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	var p Payment
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil || p.PaymentKey == "" {
		http.Error(w, fmt.Sprintf(`{"error":"not a payment: %v"}`, err), http.StatusBadRequest)
		return
	}
	if err := s.store(p, text); err != nil {
		http.Error(w, `{"error":"could not be stored"}`, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"success":true}`)) // a kiosk that does not hear it sends again
}

func (s *Shop) store(p Payment, text []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known[p.name()] {
		return nil
	}
	var line bytes.Buffer
	if err := json.Compact(&line, text); err != nil {
		return err
	}
	line.WriteByte('\n')
	if _, err := s.file.Write(line.Bytes()); err != nil {
		return err
	}
	if err := s.file.Sync(); err != nil {
		return err
	}
	s.keep(p)
	return nil
}

func (s *Shop) keep(p Payment) {
	if !s.known[p.name()] {
		s.known[p.name()] = true
		s.payments = append(s.payments, p)
	}
}

func (s *Shop) bill(w http.ResponseWriter, r *http.Request) {
	var b Bill
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&b); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.Add(b)
}
