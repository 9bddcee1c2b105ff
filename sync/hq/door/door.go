// Package door looks at who stands before HQ: at the transport, at the session of
// a browser, at the token of a machine.
//
//	request ──▶ Guard ──▶ Who ──▶ page or machine's door
//	              │         ├ cookie          ──▶ a user's session
//	              │         ├ Authorization   ──▶ a machine's token
//	              │         └ this machine, while HQ has no users and listens on loopback alone
//	              └ plain HTTP from afar, rebound names, other sites' forms: refused
//
// Passwords and sessions never cross a network in the clear: what does not come
// over TLS, or from a proxy that took it over TLS, is answered on this machine
// only.
package door

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
)

// Door lets people and machines in. Its zero value lets nobody in; fill in the
// fields before the first use.
type Door struct {
	People *people.People

	// Proxy says that every request comes through a proxy of ours, which sets
	// X-Forwarded-For and X-Forwarded-Proto itself.
	Proxy bool

	// Open lets this machine in as an admin while there are no users. It is for an
	// HQ that listens on loopback alone.
	Open bool

	manned atomic.Bool // there are users
}

// ThisMachine is who comes in through an open door.
const ThisMachine = "this machine"

// Who returns who makes a request; [people.ErrNobody] when nobody is known. A
// token that is none is not let in by another way.
func (d *Door) Who(r *http.Request) (people.Who, error) {
	if text, ok := bearer(r); ok {
		return d.People.ByToken(r.Context(), text, d.From(r))
	}
	if c, err := r.Cookie(d.cookie(r)); err == nil {
		who, err := d.People.BySession(r.Context(), c.Value, d.From(r), byHand(r))
		if !errors.Is(err, people.ErrNobody) {
			return who, err
		}
	}
	if open, err := d.IsOpen(r); !open || err != nil {
		return people.Who{}, errors.Join(people.ErrNobody, err)
	}
	return people.Who{Name: ThisMachine, Role: people.Admin, Scopes: people.Scopes, From: d.From(r)}, nil
}

func bearer(r *http.Request) (text string, ok bool) {
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(text), strings.EqualFold(scheme, "Bearer")
}

// byHand reports whether a person asked: pages that look by themselves say so
// through their browser.
func byHand(r *http.Request) bool {
	where := r.Header.Get("Sec-Fetch-Dest")
	return r.Method != http.MethodGet || where == "document" || where == ""
}

// IsOpen reports whether a request comes in unasked.
func (d *Door) IsOpen(r *http.Request) (bool, error) {
	if !d.Open || d.Proxy || hq.NotLocal(r) != "" || d.manned.Load() {
		return false, nil
	}
	any, err := d.People.Any(r.Context())
	if any {
		d.manned.Store(true)
	}
	return !any && err == nil, err
}

// From returns the network address that a request comes from.
func (d *Door) From(r *http.Request) string {
	if d.Proxy {
		hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); net.ParseIP(last) != nil {
			return last
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Secure reports whether a request came over TLS, to us or to our proxy.
func (d *Door) Secure(r *http.Request) bool {
	return r.TLS != nil || d.Proxy && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// The name of the cookie says to browsers that it counts for this host alone,
// which they hold only where there is TLS.
func (d *Door) cookie(r *http.Request) string {
	if d.Secure(r) {
		return "__Host-kioskhq"
	}
	return "kioskhq"
}

// Session returns the session token that a browser sent, or nothing.
func (d *Door) Session(r *http.Request) string {
	c, err := r.Cookie(d.cookie(r))
	if err != nil {
		return ""
	}
	return c.Value
}

// Keep has a browser keep a session token; empty has it forget the one it has.
func (d *Door) Keep(w http.ResponseWriter, r *http.Request, token string) {
	age := int(people.Whole / time.Second)
	if token == "" {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{Name: d.cookie(r), Value: token, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: d.Secure(r), SameSite: http.SameSiteStrictMode})
}
