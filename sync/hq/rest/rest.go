package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
	"kioskd/sync/wire"
)

// API serves the paths below /api/v1.
type API struct {
	desk *desk.Desk
	door *door.Door
	mux  *http.ServeMux
}

// route is one thing that a program may ask for. Its scope is looked at before it
// is called; what changes something is written down by the desk.
type route struct {
	method, path string
	scope        people.Scope
	serve        func(*call) (any, error)
}

// Base is what all paths begin with.
const Base = "/api/v1"

// New returns the machines' door of a desk.
func New(d *desk.Desk, at *door.Door) *API {
	a := &API{desk: d, door: at, mux: http.NewServeMux()}
	for _, r := range routes {
		a.mux.HandleFunc(r.method+" "+Base+r.path, func(w http.ResponseWriter, req *http.Request) { a.serve(w, req, r) })
	}
	a.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, fmt.Errorf("there is no such path; the paths stand in docs/hq-api.yaml: %w", hq.ErrNotFound))
	})
	return a
}

// Paths returns the methods of every path, for the test of the description.
func Paths() map[string][]string {
	all := map[string][]string{}
	for _, r := range routes {
		all[r.path] = append(all[r.path], r.method)
	}
	return all
}

// ServeHTTP implements [http.Handler].
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.door.Guard(a.mux).ServeHTTP(w, r) }

// call is one request.
type call struct {
	context.Context
	*desk.Desk
	w   http.ResponseWriter
	r   *http.Request
	who people.Who

	phones *pg.Flow // nil where no payments by phone are taken
}

// written is the answer of who has written it already.
type written struct{}

func (a *API) serve(w http.ResponseWriter, r *http.Request, to route) {
	who, err := a.door.Who(r)
	if err == nil {
		err = who.May(to.scope)
	}
	if err == nil && r.Method != http.MethodGet && r.Header.Get("Content-Type") != "" && !isJSON(r) {
		err = fmt.Errorf("%w: send JSON, and say so in Content-Type", people.ErrInput)
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	answer, err := to.serve(&call{r.Context(), a.desk, w, r, who, a.desk.Phones})
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if _, done := answer.(written); !done {
		a.reply(w, r, http.StatusOK, answer)
	}
}

func isJSON(r *http.Request) bool {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/json")
}

// maxBody bounds what a program may send: a settings document in base64 fits.
const maxBody = 512 << 10

// take reads the body of a request.
func (c *call) take(into any) error {
	d := json.NewDecoder(http.MaxBytesReader(c.w, c.r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return err
		}
		return fmt.Errorf("%w: the body is not as wanted: %w", people.ErrInput, err)
	}
	if d.More() {
		return fmt.Errorf("%w: the body goes on after its end", people.ErrInput)
	}
	return nil
}

// Problem is why something was refused (RFC 9457).
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"` // a sentence for people
}

// status is the code of an error, 500 for what HQ is to blame for.
func status(err error) int {
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, people.ErrNobody):
		return http.StatusUnauthorized
	case errors.Is(err, people.ErrForbidden):
		return http.StatusForbidden
	case errors.Is(err, desk.ErrSecondPerson):
		return http.StatusAccepted
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, people.ErrInput), errors.Is(err, wire.ErrMessage):
		return http.StatusBadRequest
	case errors.Is(err, hq.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, hq.ErrExists), errors.Is(err, hq.ErrChanged):
		return http.StatusConflict
	}
	return http.StatusInternalServerError
}

func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := Problem{Type: "about:blank", Status: status(err), Detail: err.Error()}
	p.Title = http.StatusText(p.Status)
	switch p.Status {
	case http.StatusInternalServerError:
		a.desk.Log.Error("hq: a request failed", "path", r.URL.Path, "err", err)
		p.Detail = "HQ could not answer; see its log"
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Bearer realm="kioskhq"`)
		p.Detail = "come with a token: Authorization: Bearer kioskhq_…; an admin makes one on HQ's page of users, or with: kioskhq token add"
	}
	a.reply(w, r, p.Status, p)
}
