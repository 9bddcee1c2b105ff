package web

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"
	"time"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
)

//go:embed templates/*.html
var pages embed.FS

//go:embed assets
var assets embed.FS

// Options are what the pages are about.
type Options struct {
	Desk *desk.Desk
	Door *door.Door
	Zone *time.Location // of times and days; nil means this machine's

	Schema Schema // of settings documents; the zero value for none
}

// Site serves the operator's pages of an HQ.
type Site struct {
	Options
	hq    *hq.Handler
	pages map[string]map[string]*template.Template // by language and name
	mux   *http.ServeMux
}

// New builds the pages.
func New(o Options) (*Site, error) {
	if o.Zone == nil {
		o.Zone = time.Local
	}
	s := &Site{Options: o, hq: o.Desk.HQ, pages: map[string]map[string]*template.Template{}, mux: http.NewServeMux()}
	for _, lang := range Languages {
		if err := s.read(lang); err != nil {
			return nil, err
		}
	}
	s.routes()
	return s, nil
}

// read reads all pages in one language.
func (s *Site) read(lang string) error {
	names, err := pages.ReadDir("templates")
	if err != nil {
		return fmt.Errorf("read the pages: %w", err)
	}
	s.pages[lang] = map[string]*template.Template{}
	for _, file := range names {
		name, _ := strings.CutSuffix(file.Name(), ".html")
		t, err := template.New("layout.html").Funcs(s.words(lang)).ParseFS(pages, "templates/layout.html", "templates/parts.html", path.Join("templates", file.Name()))
		if err != nil {
			return fmt.Errorf("read the page %s: %w", name, err)
		}
		s.pages[lang][name] = t
	}
	return nil
}

// route is a page, or what a form on one does.
type route struct {
	pattern string
	scope   people.Scope
	serve   func(*visit) error
}

// anybody is the scope of pages for who has not come in yet.
const anybody people.Scope = ""

func (s *Site) routes() {
	for _, r := range routes {
		s.mux.HandleFunc(r.pattern, func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, r) })
	}
	s.mux.Handle("GET /assets/", http.FileServerFS(assets))
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, route{scope: people.Read, serve: nowhere})
	})
}

// errNoPage says that an address leads nowhere.
var errNoPage = fmt.Errorf("%w: there is no such page", hq.ErrNotFound)

func nowhere(*visit) error { return errNoPage }

// policy lets a page load from HQ, and from nowhere else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// ServeHTTP implements [http.Handler].
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Security-Policy", policy)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Cross-Origin-Opener-Policy", "same-origin")
	s.Door.Guard(s.mux).ServeHTTP(w, r)
}

// serve looks who is there before anything else happens.
func (s *Site) serve(w http.ResponseWriter, r *http.Request, to route) {
	v := &visit{Context: r.Context(), Site: s, w: w, r: r, lang: language(r)}
	var err error
	v.who, err = s.Door.Who(r)
	if to.scope == anybody && errors.Is(err, people.ErrNobody) {
		err = nil
	}
	if err == nil && to.scope != anybody {
		err = v.who.May(to.scope)
	}
	if err == nil && r.Method == http.MethodPost {
		err = v.takeForm(to.scope)
	}
	if err == nil {
		err = to.serve(v)
	}
	if err != nil {
		v.sorry(err)
	}
}
