package ui

import (
	"net/http"
	"strings"

	"kioskd/ui/apps"
)

// Apps are the operator's web apps. Its methods may be called from many
// goroutines, and never block for long.
type Apps interface {
	// Has reports whether a web app of that name is installed.
	Has(name string) bool

	// InUse returns the name of the web app that customers meet instead of the
	// standard page, or "".
	InUse() string

	// Serve answers with a file of a web app, whose pages are dressed before, and
	// reports whether there was one.
	Serve(name string, w http.ResponseWriter, r *http.Request, dress apps.Dress) bool
}

// front answers with what a browser opens.
func (s *Server) front(w http.ResponseWriter, r *http.Request) {
	if word := r.URL.Query().Get(launchWord); word != "" {
		s.begin(w, r, word)
		return
	}
	at := placeOf(r)
	site := s.siteAt(at)
	switch {
	case site != nil:
		s.siteFile(w, r, *site)
	case at.app() != "":
		s.appFile(w, r, at)
	case at == atStaff:
		s.staffFile(w, r)
	case r.URL.Path == "/" || r.URL.Path == "/index.html":
		s.document(w, r)
	case r.URL.Path == staffDoor:
		s.toStaff(w, r)
	case s.picture(w, r):
	default:
		s.page.ServeHTTP(w, r)
	}
}

// staffDoor is the path on the kiosk's own page that leads to the staff page.
const staffDoor = "/staff"

func (s *Server) toStaff(w http.ResponseWriter, r *http.Request) {
	if !s.launched(r) {
		s.notLaunched(w, r)
		return
	}
	s.send(w, r, atStaff, "/")
}

// staffFile answers on the origin of the staff page. Its own document stands at the
// top.
func (s *Server) staffFile(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" {
		s.page.ServeHTTP(w, r)
		return
	}
	if !s.launched(r) {
		redirect(w, atKiosk.address(r)+staffDoor)
		return
	}
	to := *r.URL
	to.Path = "/staff/index.html"
	inner := *r
	inner.URL = &to
	s.page.ServeHTTP(w, &inner)
}

// document opens the kiosk's own page, or the web app that stands in its place.
func (s *Server) document(w http.ResponseWriter, r *http.Request) {
	if !s.launched(r) {
		s.notLaunched(w, r)
		return
	}
	app := s.inUse()
	s.pulse.opens(app != "")
	switch {
	case app != "":
		s.send(w, r, appPlace(app), "/")
	default:
		s.page.ServeHTTP(w, r)
	}
}

// inUse returns the name of the web app that customers meet, or "".
func (s *Server) inUse() string {
	if site := s.house().Site; site != nil {
		return site.Name
	}
	if s.apps == nil {
		return ""
	}
	return s.apps.InUse()
}

// sdkFiles is where every origin finds the SDK, and the standard page to lay over
// its own; a web app's own files cannot be there.
const sdkFiles = "/sdk/"

// appFile answers on the origin of a web app. A browser that has no session there
// gets one from the kiosk's own page, if it has one for that.
func (s *Server) appFile(w http.ResponseWriter, r *http.Request, at place) {
	switch {
	case strings.HasPrefix(r.URL.Path, sdkFiles):
		s.ownFile(w, r)
	case r.Header.Get("Sec-Fetch-Dest") == "document" && !s.launched(r):
		redirect(w, atKiosk.address(r)+"/")
	case s.apps.Serve(at.app(), w, r, s.dress(w.Header())), s.picture(w, r):
	default:
		refuse(http.StatusNotFound, "path", "the web app has no "+r.URL.Path, "Look at what its bundle holds; names are told small from large.").write(w)
	}
}

// ownFile answers with the kiosk's own file on the origin of a web app, under the
// kiosk's own policy.
func (s *Server) ownFile(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", s.policyOf(atKiosk).String())
	s.page.ServeHTTP(w, r)
}
