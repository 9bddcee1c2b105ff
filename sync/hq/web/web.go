package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"kioskd/sync/hq"
)

//go:embed templates/*.html
var pages embed.FS

//go:embed assets
var assets embed.FS

// Site serves the operator's pages of an HQ.
type Site struct {
	hq   *hq.Handler
	zone *time.Location
	page map[string]*template.Template
	mux  *http.ServeMux
}

// New builds the pages. Times are written as in the given zone; nil means this
// machine's.
func New(h *hq.Handler, zone *time.Location) (*Site, error) {
	if zone == nil {
		zone = time.Local
	}
	s := &Site{hq: h, zone: zone, page: map[string]*template.Template{}, mux: http.NewServeMux()}
	for _, name := range []string{"payments", "payment", "kiosks", "sorry"} {
		t, err := template.New("layout.html").Funcs(s.words()).ParseFS(pages, "templates/layout.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("read the page %s: %w", name, err)
		}
		s.page[name] = t
	}
	s.routes()
	return s, nil
}

func (s *Site) routes() {
	s.mux.HandleFunc("GET /{$}", s.payments)
	s.mux.HandleFunc("GET /payments/{kiosk}/{key}", s.payment)
	s.mux.HandleFunc("GET /kiosks", s.kiosks)
	s.mux.HandleFunc("GET /events", s.events)
	s.mux.Handle("GET /assets/", http.FileServerFS(assets))
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			s.sorry(w, http.StatusMethodNotAllowed, "HQ's pages are for reading.")
			return
		}
		s.sorry(w, http.StatusNotFound, "There is no such page.")
	})
}

// policy lets a page load from HQ, and from nowhere else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// ServeHTTP implements [http.Handler].
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Security-Policy", policy)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "no-referrer")
	hq.LocalOnly(s.mux).ServeHTTP(w, r)
}

func (s *Site) payments(w http.ResponseWriter, r *http.Request) {
	f, err := hq.ParseFilter(r.URL.Query())
	if err != nil {
		s.sorry(w, http.StatusBadRequest, err.Error())
		return
	}
	list, err := s.hq.Store.Payments(r.Context(), f)
	if err != nil {
		s.broke(w, err)
		return
	}
	s.show(w, http.StatusOK, "payments", map[string]any{
		"Payments": list, "Filter": f, "Statuses": hq.Statuses, "Older": older(r, f, list),
		"Filtered": f.Kiosk != "" || f.Key != "" || f.Status != "" || !f.After.IsZero(),
	})
}

// older returns the query of the next page, empty on the last.
func older(r *http.Request, f hq.Filter, list []hq.Payment) string {
	next := hq.Next(f, list)
	if next.IsZero() {
		return ""
	}
	q := r.URL.Query()
	q.Set("after", next.String())
	return "?" + q.Encode()
}

func (s *Site) payment(w http.ResponseWriter, r *http.Request) {
	p, facts, err := s.hq.Payment(r.Context(), r.PathValue("kiosk"), r.PathValue("key"))
	if errors.Is(err, hq.ErrNotFound) {
		s.sorry(w, http.StatusNotFound, "No payment of this kiosk has this key. It may not have been uploaded yet.")
		return
	}
	if err != nil {
		s.broke(w, err)
		return
	}
	s.show(w, http.StatusOK, "payment", map[string]any{"Payment": p, "Facts": timeline(facts)})
}

func (s *Site) kiosks(w http.ResponseWriter, r *http.Request) {
	list, err := s.hq.Kiosks(r.Context())
	if err != nil {
		s.broke(w, err)
		return
	}
	s.show(w, http.StatusOK, "kiosks", map[string]any{"Kiosks": list})
}

func (s *Site) broke(w http.ResponseWriter, err error) {
	s.hq.Log.Error("hq: a page failed", "err", err)
	s.sorry(w, http.StatusInternalServerError, "HQ could not read its records. Its log says why.")
}

func (s *Site) sorry(w http.ResponseWriter, code int, text string) {
	s.show(w, code, "sorry", map[string]any{"Text": text})
}

// show makes the page whole before it sends the first byte.
func (s *Site) show(w http.ResponseWriter, code int, name string, data map[string]any) {
	data["Page"], data["Zone"] = name, time.Now().In(s.zone).Format("MST")
	var b bytes.Buffer
	if err := s.page[name].Execute(&b, data); err != nil {
		s.hq.Log.Error("hq: a page was not made", "page", name, "err", err)
		http.Error(w, "HQ could not make this page; its log says why", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	if _, err := b.WriteTo(w); err != nil {
		s.hq.Log.Debug("hq: a page was not read", "page", name, "err", err)
	}
}
