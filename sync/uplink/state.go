package uplink

import (
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"syscall"
	"time"

	"kioskd/sync/wire"
)

// State is how the way to HQ is, for the person on site.
type State struct {
	HQ        string    `json:"hq"`
	Connected bool      `json:"connected"`
	Since     time.Time `json:"since"`           // connected or not connected since then
	Acked     uint64    `json:"acked"`           // facts durable at HQ, as far as heard in this run
	Fork      string    `json:"fork,omitempty"`  // why HQ takes no more facts of this epoch
	Error     string    `json:"error,omitempty"` // why there was no connection the last time, a sentence
}

// State returns how the way to HQ is this second. It never waits.
func (u *Uplink) State() State {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.state
}

func (u *Uplink) change(f func(*State)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	f(&u.state)
}

func (u *Uplink) up(acked uint64, fork string) {
	u.change(func(s *State) {
		s.Connected, s.Since, s.Acked, s.Fork, s.Error = true, time.Now(), acked, fork, ""
	})
	u.linked(true)
}

func (u *Uplink) linked(up bool) {
	if u.o.Linked != nil {
		u.o.Linked(up)
	}
}

func (u *Uplink) down(err error) {
	host, was := u.url().Host, false
	u.change(func(s *State) {
		if was = s.Connected; was {
			s.Connected, s.Since = false, time.Now()
		}
		if err != nil {
			s.Error = sentence(host, err)
		}
	})
	if was {
		u.linked(false)
	}
}

// sentence says what is wrong and what to do, as far as we can tell.
func sentence(host string, err error) string {
	var said *wire.Error
	var dns *net.DNSError
	var timeout net.Error
	var certificate x509.CertificateInvalidError
	switch {
	case errors.As(err, &certificate) && certificate.Reason == x509.Expired:
		return "HQ's certificate is not valid at the time that this kiosk's clock shows; check the clock, then HQ's certificate: " + certificate.Error()
	case errors.As(err, &said):
		return "HQ says: " + said.Reason
	case errors.As(err, &dns):
		return "HQ's name " + dns.Name + " is not known here; check the address and the network"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing answers at HQ's address " + host + "; check the address, and that HQ runs"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "HQ at " + host + " is silent; check the network"
	}
	return "no connection to HQ at " + host + ": " + strings.ReplaceAll(err.Error(), "\n", "; ")
}
