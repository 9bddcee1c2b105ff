package ui

import (
	"net/http"
	"os"
	"path"
	"strings"
	"time"

	"kioskd/agent/look"
	"kioskd/agent/pay"
)

// House is what the operator decides about the pages. It may change at any time.
type House struct {
	Look    look.Look
	Methods []string // ways to pay, in the order of the screen

	// Access lists the exact hosts that web apps may reach, as in shop.example.com
	// or shop.example.com:8443.
	Access []string

	// Site, if set, is a web app of the operator's own server, and what customers
	// meet.
	Site *Site

	// AppLimit, if above 0, bounds an order whose amounts a web app sets, instead of
	// what the server was made with.
	AppLimit pay.Amount

	// Pictures leads from the names below /pictures/ to files.
	Pictures map[string]string
}

// Look is the answer of /api/v1/look.
type Look struct {
	look.Look
	Methods []string `json:"methods,omitempty"`
}

// house returns what the operator has decided so far.
func (s *Server) house() House {
	if s.decided == nil {
		return House{}
	}
	return s.decided()
}

func (s *Server) look(*http.Request) (reply, error) {
	h := s.house()
	return reply{status: http.StatusOK, body: Look{Look: h.Look, Methods: h.Methods}}, nil
}

// picture answers with a picture of the shop's, and reports whether there is one.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) bool {
	name, ok := strings.CutPrefix(r.URL.Path, look.PicturesPath)
	file := s.house().Pictures[name]
	if !ok || file == "" {
		return false
	}
	f, err := os.Open(file)
	if err != nil {
		s.log.Error("show a picture", "name", name, "error", err)
		return false
	}
	defer func() { _ = f.Close() }() // it was only read
	kind := map[string]string{".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}[path.Ext(name)]
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", `"`+path.Base(file)+`"`)
	http.ServeContent(w, r, "", time.Time{}, f)
	return true
}
