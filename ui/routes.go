package ui

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// methods answers one path, by method.
type methods map[string]http.Handler

// routes lays the table.
func (s *Server) routes(control http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", methods{"GET": http.HandlerFunc(s.front)})
	mux.Handle("/healthz", methods{"GET": s.answer(s.health)})
	mux.Handle("/api/", http.HandlerFunc(noSuchPath))
	for path, m := range s.paths() {
		mux.Handle("/api/v1/"+path, readsFromSelf(s.rights(path, m)))
	}
	if control != nil {
		mux.Handle("/control/", readsFromSelf(control))
	}
	return mux
}

// paths are all below /api/v1.
func (s *Server) paths() map[string]methods {
	all := s.api()
	maps.Copy(all, s.staffRoutes())
	return all
}

func (s *Server) api() map[string]methods {
	return map[string]methods{
		"kiosk":                  {"GET": s.answer(s.kiosk)},
		"view":                   {"GET": s.answer(s.view)},
		"events":                 {"GET": http.HandlerFunc(s.events)},
		"catalogue":              {"GET": s.answer(s.catalogue)},
		"store":                  {"GET": s.answer(s.store)},
		"look":                   {"GET": s.answer(s.look)},
		"limits":                 {"GET": s.answer(s.pageLimits)},
		"orders":                 {"POST": s.answer(s.order)},
		"payments":               {"POST": s.answer(s.pay)},
		"payments/{key}":         {"GET": s.answer(s.payment)},
		"payments/{key}/abort":   {"POST": s.answer(s.abort)},
		"payments/{key}/dismiss": {"POST": s.answer(s.dismiss)},
		"payments/{key}/receipt": {"POST": s.answer(s.receipt)},
		"payments/{key}/keep":    {"POST": s.answer(s.keep)},
		"payments/{key}/refund":  {"POST": s.answer(s.refundByApp)},
		"modes":                  {"GET": s.answer(s.getModes), "PUT": s.answer(s.putModes), "DELETE": s.answer(s.deleteModes)},
		"help":                   {"POST": s.answer(s.help)},
		"storage":                {"GET": s.answer(s.getStored), "PUT": s.answer(s.putStored), "DELETE": s.answer(s.deleteStored)},
		"storage/clear":          {"POST": s.answer(s.clearStored)},
		"instalments":            {"GET": s.answer(s.instalments)},
		"launches":               {"POST": s.answer(withCredential(s.starter, "screen", s.newLaunch))},
		"auth/token":             {"POST": s.answer(s.token)},
		"screen":                 {"GET": s.answer(withCredential(s.starter, "screen", s.presence))},
		"screen/alive":           {"POST": s.answer(s.alive)},

		"payments/{key}/undelivered": {"POST": s.answer(withCredential(s.controller, "controller", s.undelivered))},
	}
}

// ServeHTTP answers with the method's handler; HEAD is a GET without a body.
func (m methods) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if h, ok := m[method]; ok {
		h.ServeHTTP(w, r)
		return
	}
	allowed := strings.Join(slices.Sorted(maps.Keys(m)), ", ")
	w.Header().Set("Allow", allowed)
	refuse(http.StatusMethodNotAllowed, "method",
		r.Method+" "+r.URL.Path+" does not exist", "Use "+allowed+".").write(w)
}

func noSuchPath(w http.ResponseWriter, r *http.Request) {
	refuse(http.StatusNotFound, "path",
		r.URL.Path+" does not exist", "See the list of paths under /api/v1 in the documentation.").write(w)
}

// reply is what a handler answers when all is well.
type reply struct {
	status   int
	body     any    // nil for none
	location string // of what was made, if anything was
}

// answer turns a handler of ours into one of net/http.
func (s *Server) answer(h func(*http.Request) (reply, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := h(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		a.write(w)
	})
}

func (a reply) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	h.Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.body) // the peer has gone; nobody is left to tell
}

// fail answers with what went wrong. What the page cannot be told is logged,
// unless the page itself went away.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	if p.Status == http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		s.log.Error("local API", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	p.write(w)
}
