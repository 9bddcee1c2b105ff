package web

import (
	"bytes"
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kioskd/sync/hq/people"
)

// visit is one request for a page.
type visit struct {
	context.Context
	*Site
	w    http.ResponseWriter
	r    *http.Request
	who  people.Who // the zero Who on pages for anybody
	lang string
}

// values are what a page shows.
type values map[string]any

// maxForm bounds what a form sends: a settings document, a month's statement.
const maxForm = 8 << 20

// takeForm reads a form, and refuses one from elsewhere.
func (v *visit) takeForm(scope people.Scope) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
	var err error
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		err = v.r.ParseMultipartForm(maxForm)
	} else {
		err = v.r.ParseForm()
	}
	if err != nil {
		return err
	}
	want := people.FormToken(v.who.Session)
	if scope != anybody && subtle.ConstantTimeCompare([]byte(v.r.PostFormValue("form")), []byte(want)) != 1 {
		return errForm
	}
	return nil
}

// field returns what stands in a field of the form, without spaces around it.
func (v *visit) field(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }

// text returns what stands in a field, or in the file that was given in its place.
func (v *visit) text(name string) ([]byte, error) {
	f, _, err := v.r.FormFile(name + "-file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return []byte(v.field(name)), nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(f)
	if len(text) == 0 && err == nil {
		return []byte(v.field(name)), nil
	}
	return text, err
}

// show makes the page whole before it sends the first byte.
func (v *visit) show(name string, data values) error { return v.showAs(http.StatusOK, name, data) }

func (v *visit) showAs(code int, name string, data values) error {
	open, err := v.Door.IsOpen(v.r)
	if err != nil {
		return err
	}
	data["Page"], data["Zone"], data["Lang"] = name, time.Now().In(v.Zone).Format("MST"), v.lang
	data["Who"], data["Form"], data["Open"], data["Done"] = v.who, people.FormToken(v.who.Session), open, done[v.r.URL.Query().Get("done")]
	data["Self"], data["Phones"] = v.r.URL.RequestURI(), v.Desk.Phones != nil
	if data["Alarms"], err = v.alarmsOpen(); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := v.pages[v.lang][name].Execute(&b, data); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.WriteHeader(code)
	if _, err := b.WriteTo(v.w); err != nil {
		v.hq.Log.Debug("hq: a page was not read", "page", name, "err", err)
	}
	return nil
}

// done are the notes with which a page says what was done, by the word that its
// address carries.
var done = map[string]string{
	"command": "The command is on its way; what became of it stands below.",
	"revoked": "The key counts no more.",
	"taken":   "The case is yours.",
	"settled": "The case is settled.",
	"alarm":   "The alarm is yours.",
	"calm":    "The alarm is settled.",
	"asked":   "The refund waits for another person.",
	"agreed":  "The refund is on its way to the kiosk.",
	"refused": "The refund is refused.",
	"offered": "The document is offered.",
	"stopped": "The roll-out is stopped.",
	"changed": "Done.",
	"in":      "You are signed in.",
	"books":   "The statement is compared.",
	"payout":  "The provider was asked what it paid out.",
	"looked":  "The provider was asked; what it said stands below.",
	"said":    "It is written down; what came of it stands below.",
}

// then sends the browser on after a form, with a note.
func (v *visit) then(path, note string) error {
	if note != "" {
		join := "?"
		if strings.Contains(path, "?") {
			join = "&"
		}
		path += join + "done=" + note
	}
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// sorry says what went wrong, or asks who is there.
func (v *visit) sorry(err error) {
	code, text := v.reason(err)
	if code == http.StatusUnauthorized && v.r.Method == http.MethodGet {
		http.Redirect(v.w, v.r, "/sign-in?next="+url.QueryEscape(v.r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	if code == http.StatusInternalServerError {
		v.hq.Log.Error("hq: a page failed", "path", v.r.URL.Path, "err", err)
	}
	if err := v.showAs(code, "sorry", values{"Text": text}); err != nil {
		v.hq.Log.Error("hq: a page was not made", "err", err)
		http.Error(v.w, "HQ could not make this page; its log says why", http.StatusInternalServerError)
	}
}
