package toss_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
)

// direct calls a simulator without a line, for tests in a bubble.
type direct struct {
	sim http.Handler
	key string // secret
}

func newDirect(sim http.Handler) direct { return direct{sim, "test_sk_sim"} }

func (d direct) do(method, address, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, strings.NewReader(body))
	r.SetBasicAuth(d.key, "")
	w := httptest.NewRecorder()
	d.sim.ServeHTTP(w, r)
	return w
}

func (d direct) location(method, address, body string) string {
	return d.do(method, address, body).Header().Get("Location")
}

func (d direct) text(method, address, body string) string {
	return d.do(method, address, body).Body.String()
}
