package ui

import (
	"net/http"
	"strings"
)

// Apps are the operator's web apps. Its methods may be called from many
// goroutines, and never block for long.
type Apps interface {
	// Has reports whether a web app of that name is installed.
	Has(name string) bool

	// InUse returns the name of the web app that customers meet instead of the
	// standard page, or "".
	InUse() string

	// ServeApp answers with a file of a web app.
	ServeApp(name string, w http.ResponseWriter, r *http.Request)
}

// front answers with what a browser opens.
func (s *Server) front(w http.ResponseWriter, r *http.Request) {
	if word := r.URL.Query().Get(launchWord); word != "" {
		s.begin(w, r, word)
		return
	}
	switch at := placeOf(r); {
	case at.app() != "":
		s.appFile(w, r, at)
	case r.URL.Path == "/" || r.URL.Path == "/index.html":
		s.document(w, r)
	default:
		s.page.ServeHTTP(w, r)
	}
}

// document opens the kiosk's own page, or the web app that stands in its place.
func (s *Server) document(w http.ResponseWriter, r *http.Request) {
	switch {
	case !s.launched(r):
		s.notLaunched(w, r)
	case s.apps != nil && s.apps.InUse() != "":
		s.send(w, r, appPlace(s.apps.InUse()), "/")
	default:
		s.page.ServeHTTP(w, r)
	}
}

// sdkFiles is where every origin finds the SDK, and the standard page to lay over
// its own; a web app's own files cannot be there.
const sdkFiles = "/sdk/"

// appFile answers on the origin of a web app. A browser that has no session there
// gets one from the kiosk's own page, if it has one for that.
func (s *Server) appFile(w http.ResponseWriter, r *http.Request, at place) {
	switch {
	case strings.HasPrefix(r.URL.Path, sdkFiles):
		s.page.ServeHTTP(w, r)
	case r.Header.Get("Sec-Fetch-Dest") == "document" && !s.launched(r):
		redirect(w, atKiosk.address(r)+"/")
	default:
		s.apps.ServeApp(at.app(), w, r)
	}
}
