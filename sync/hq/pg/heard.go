package pg

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// maxHeard bounds the body of a callback or a webhook, in bytes.
const maxHeard = 64 << 10

// Heard is a request that came from outside, whole, as it is kept and as an adapter
// reads it.
type Heard struct {
	At     time.Time   `json:"at"`
	Door   Door        `json:"door"`
	Method string      `json:"method"`
	Path   string      `json:"path"`
	Query  string      `json:"query,omitempty"` // raw
	Header http.Header `json:"header,omitempty"`
	Body   []byte      `json:"body,omitempty"`
	Peer   string      `json:"peer,omitempty"` // who sent it, as the socket says
}

// Door is the address at which a request came in.
type Door string

// The doors.
const (
	DoorReturn Door = "return" // the customer agreed
	DoorCancel Door = "cancel" // the customer stepped back
	DoorFail   Door = "fail"   // the provider says no
	DoorHook   Door = "hook"
)

// Hear reads a request to its end. Cookies are left out: they are ours.
func Hear(door Door, r *http.Request) (Heard, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxHeard+1))
	if err != nil {
		return Heard{}, fmt.Errorf("read the body of a %s: %w", door, err)
	}
	if len(body) > maxHeard {
		return Heard{}, fmt.Errorf("the body of a %s has more than %d bytes", door, maxHeard)
	}
	header := r.Header.Clone()
	header.Del("Cookie")
	return Heard{At: time.Now().UTC(), Door: door, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Header: header, Body: body, Peer: r.RemoteAddr}, nil
}

// Values returns what the query and a form in the body say together. A name that
// stands twice with different values is an error: nobody can tell which one counts.
func (h Heard) Values() (url.Values, error) {
	all, err := url.ParseQuery(h.Query)
	if err != nil {
		return nil, fmt.Errorf("the query cannot be read: %w", err)
	}
	if mediaType(h.Header) == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(h.Body))
		if err != nil {
			return nil, fmt.Errorf("the form cannot be read: %w", err)
		}
		for name, values := range form {
			all[name] = append(all[name], values...)
		}
	}
	for name, values := range all {
		for _, v := range values[1:] {
			if v != values[0] {
				return nil, fmt.Errorf("%q stands there twice, and differs", name)
			}
		}
	}
	return all, nil
}
