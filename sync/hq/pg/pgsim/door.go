package pgsim

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// maxBody bounds what a caller may send, in bytes.
const maxBody = 1 << 20

// Call is a request whose body has been read.
type Call struct {
	*http.Request
	Body []byte
	Base string // the simulator's address, as the caller knows it
	Now  time.Time
}

// Route is one thing that can be asked of a provider.
type Route struct {
	// Name is what scripts and [Seen] call it.
	Name string

	// Do answers. It is alone with the book, and must not wait.
	Do func(*Call) Reply

	// Fail is the vendor's answer with an error code of theirs; nil where no code
	// can be asked for.
	Fail func(code string) Reply

	// Repeat names what a repeated request has in common with the first, as an
	// idempotency key does; empty for a request of its own. A repeat gets the first
	// answer, and Busy while the first one is being done. Nil means that nothing is
	// ever a repeat.
	Repeat func(*Call) string
	Busy   Reply
}

// Handle adds a route under a pattern of [http.ServeMux].
func (s *Sim) Handle(pattern string, route Route) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, route) })
}

func (s *Sim) serve(w http.ResponseWriter, r *http.Request, route Route) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "the body is too long", http.StatusRequestEntityTooLarge)
		return
	}
	fault := s.fault(route.Name)
	seen := Seen{Call: route.Name, Method: r.Method, Path: r.URL.Path, Header: r.Header.Clone(), Body: body, Fault: fault.Name}
	reply := s.carryOut(r.Context(), &Call{Request: r, Body: body, Base: s.base(r)}, route, fault)
	seen.Status, seen.Answer = reply.Status, reply.Body
	s.note(seen)
	fault.send(w, r, reply)
}

// carryOut does what was asked for, unless a mishap comes first.
func (s *Sim) carryOut(ctx context.Context, c *Call, route Route, fault Fault) Reply {
	done, first := s.begin(c, route)
	if !first {
		return *done
	}
	wait(ctx, fault.Delay)
	switch {
	case fault.skip:
		s.forget(c, route)
		return Reply{}
	case fault.Code != "" && route.Fail != nil:
		return s.end(c, route, func() Reply { return route.Fail(fault.Code) })
	}
	return s.end(c, route, func() Reply { return route.Do(c) })
}

// wait is a delay that ends when the caller has gone; the call is carried out all
// the same.
func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// Reply is an answer before it is on the line.
type Reply struct {
	Status   int
	Type     string // of the body; empty for JSON
	Location string // of a redirect
	Body     []byte
}

// JSON is an answer of one value.
func JSON(status int, v any) Reply {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("a simulated answer cannot be written: %v", err)) // only our own structs come here
	}
	return Reply{Status: status, Body: b}
}

// HTML is a page.
func HTML(status int, page []byte) Reply {
	return Reply{Status: status, Type: "text/html; charset=utf-8", Body: page}
}

// Goto sends a browser elsewhere with a GET.
func Goto(address string) Reply {
	return Reply{Status: http.StatusSeeOther, Location: address}
}

// send puts a reply on the line, or what the mishap leaves of it.
func (f Fault) send(w http.ResponseWriter, r *http.Request, reply Reply) {
	switch f.how {
	case cut:
		panic(http.ErrAbortHandler) // net/http closes the line without a word
	case silent:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case broken:
		w.WriteHeader(http.StatusInternalServerError)
		return
	case page:
		reply = HTML(http.StatusOK, []byte("<!doctype html><title>Welcome</title><p>Sign in to this network."))
	case flood:
		spill(w, r)
		return
	}
	reply.write(w, f.how == half)
}

func (r Reply) write(w http.ResponseWriter, half bool) {
	if r.Location != "" {
		w.Header().Set("Location", r.Location)
	}
	if r.Type == "" {
		r.Type = "application/json;charset=UTF-8"
	}
	w.Header().Set("Content-Type", r.Type)
	w.Header().Set("Content-Length", fmt.Sprint(len(r.Body)))
	w.WriteHeader(r.Status)
	if half {
		_, _ = w.Write(r.Body[:len(r.Body)/2])
		_ = http.NewResponseController(w).Flush() // the caller shall see the first half
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(r.Body) // a caller that has gone is the caller's business
}

// spill answers without end, until the caller has had enough.
func spill(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, err := io.WriteString(w, `{"message":"`)
	for block := slices.Repeat([]byte("a"), 64<<10); err == nil && r.Context().Err() == nil; {
		_, err = w.Write(block)
	}
}
