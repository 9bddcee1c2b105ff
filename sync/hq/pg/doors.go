package pg

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"kioskd/sync/hq/pg/pages"
	"kioskd/sync/wire"
)

// doors are the addresses that phones and providers open.
type doors = *http.ServeMux

func (f *Flow) routes() doors {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /pay/{provider}/{purpose}/{token}", f.land)
	mux.HandleFunc("GET /pay/{provider}/{purpose}/{token}/state", f.showState)
	for _, door := range []Door{DoorReturn, DoorCancel, DoorFail} {
		handler := func(w http.ResponseWriter, r *http.Request) { f.comeBack(door, w, r) }
		mux.HandleFunc("GET /pay/{provider}/{purpose}/{token}/"+string(door), handler)
		mux.HandleFunc("POST /pay/{provider}/{purpose}/{token}/"+string(door), handler)
	}
	mux.HandleFunc("GET /pay/{provider}/{purpose}/{token}/open.js", f.openScript)
	mux.HandleFunc("GET /pay-assets/helper.js", f.helper)
	mux.Handle("GET /pay-assets/", http.StripPrefix("/pay-assets/", pages.Assets()))
	mux.HandleFunc("POST /hooks/{provider}", f.hook)
	return mux
}

// helper is the script for a shop's own page.
func (f *Flow) helper(w http.ResponseWriter, _ *http.Request) {
	script, err := pages.Helper(f.Origins)
	if err != nil {
		f.Log.Error("a shop's page was not served", "err", err)
		http.Error(w, "HQ could not answer; see its log", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write(script) // a browser that went away reads nothing
}

// ServeHTTP implements [http.Handler]: /pay/, /pay-assets/ and /hooks/.
func (f *Flow) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := f.opened(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	f.mux.ServeHTTP(w, r)
}

// attemptOf returns the attempt whose address was opened, or answers the phone.
func (f *Flow) attemptOf(w http.ResponseWriter, r *http.Request) (Attempt, bool) {
	a, err := f.Store.AttemptBy(r.Context(), Name{Token: r.PathValue("token")})
	switch {
	case errors.Is(err, ErrNotFound), err == nil && (a.Provider != r.PathValue("provider") || a.Purpose != r.PathValue("purpose")):
		f.sorry(w, r, http.StatusNotFound, "nothing-here")
	case err != nil:
		f.Log.Error("a phone was not answered", "err", err)
		f.sorry(w, r, http.StatusInternalServerError, "sorry")
	default:
		return a, true
	}
	return Attempt{}, false
}

// land is what the QR code opens.
func (f *Flow) land(w http.ResponseWriter, r *http.Request) {
	a, ok := f.attemptOf(w, r)
	if !ok {
		return
	}
	if a.State != Waiting || time.Now().After(a.Until) {
		f.show(w, r, a)
		return
	}
	if !f.noted(w, r, a) {
		return
	}
	switch p := a.Prepared; {
	case p.Window != nil:
		f.page(w, r, a, pages.Page{View: pages.Window, Script: p.Window.Script, Params: string(p.Window.Params)})
	case p.Form != nil:
		f.page(w, r, a, pages.Page{View: pages.Form, Fields: fieldsOf(p.Form, f.spoken(r, a))})
	default:
		http.Redirect(w, r, placeOf(p, r), http.StatusSeeOther)
	}
}

// noted keeps that a phone is about to see what it takes to pay, where money moves
// without us, or answers the phone.
func (f *Flow) noted(w http.ResponseWriter, r *http.Request, a Attempt) bool {
	_, rules, err := f.provider(a.Provider)
	if err == nil && (rules.Approves || !a.Landed.IsZero()) {
		return true
	}
	if err == nil {
		a, err = f.drive(a, Landed{now()})
	}
	switch {
	case err != nil:
		f.Log.Error("a phone was not let in", "kiosk", a.Kiosk, "key", a.Key, "err", err)
		f.sorry(w, r, http.StatusInternalServerError, "sorry")
	case a.State != Waiting:
		f.show(w, r, a)
	default:
		return true
	}
	return false
}

// placeOf is where a phone goes on, or a browser that is none.
func placeOf(p Prepared, r *http.Request) string {
	if p.Desk != "" && !strings.Contains(r.UserAgent(), "Mobi") {
		return p.Desk
	}
	return p.Phone
}

func fieldsOf(form *Form, language string) (all []pages.Field) {
	for _, field := range form.Fields {
		all = append(all, pages.Field{Name: field.Name, Label: field.Label[language], Kind: field.Kind, Max: field.Max})
	}
	return all
}

// openScript is the adapter's own script, which opens the provider's window.
func (f *Flow) openScript(w http.ResponseWriter, r *http.Request) {
	a, ok := f.attemptOf(w, r)
	if !ok || a.Prepared.Window == nil {
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(a.Prepared.Window.Open)) // a phone that went away hears nothing
}

// showAfter is how long a phone waits for its answer before it is shown that we are
// at it.
const showAfter = 4 * time.Second

// comeBack takes a callback: kept whole, read by the adapter, and brought to the
// machine, which decides.
func (f *Flow) comeBack(door Door, w http.ResponseWriter, r *http.Request) {
	a, ok := f.attemptOf(w, r)
	if !ok {
		return
	}
	h, err := Hear(door, r)
	if err != nil {
		f.sorry(w, r, http.StatusBadRequest, "bad-request")
		return
	}
	agreed, err := f.read(r.Context(), a, h)
	if err != nil {
		f.Log.Warn("a callback was refused", "kiosk", a.Kiosk, "key", a.Key, "provider", a.Provider, "err", err)
		f.sorry(w, r, http.StatusBadRequest, "bad-request")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), showAfter)
	defer cancel()
	if _, err := f.await(ctx, a, Came{now(), agreed}); err != nil {
		f.Log.Error("a callback was not taken in", "kiosk", a.Kiosk, "key", a.Key, "err", err)
		f.sorry(w, r, http.StatusInternalServerError, "sorry")
		return
	}
	http.Redirect(w, r, a.address(f.Base)+"/state", http.StatusSeeOther)
}

// read keeps a callback and has the adapter read it.
func (f *Flow) read(ctx context.Context, a Attempt, h Heard) (Agreed, error) {
	p, _, err := f.provider(a.Provider)
	if err != nil {
		return Agreed{}, err
	}
	if _, err := f.Store.KeepHeard(ctx, a.Provider, "callback "+a.ID+" "+h.sum(), h); err != nil {
		return Agreed{}, fmt.Errorf("keep a callback: %w", err)
	}
	return p.Callback(a.Request(f.Base), h)
}

// sum names a request by its bytes.
func (h Heard) sum() string {
	return wire.Hash([]byte(string(h.Door) + "\n" + h.Method + " " + h.Path + "?" + h.Query + "\n" + string(h.Body)))
}

func (f *Flow) showState(w http.ResponseWriter, r *http.Request) {
	if a, ok := f.attemptOf(w, r); ok {
		f.show(w, r, a)
	}
}

// views are the pages of the states.
var views = map[State]pages.View{
	Preparing: pages.Busy, Checking: pages.Busy, Approving: pages.Busy, Looking: pages.Busy,
	Waiting: pages.Open, Doubtful: pages.Unknown, Paid: pages.Done, AccountUp: pages.Issued, Denied: pages.Failed,
	Gone: pages.Cancelled, Lapsed: pages.Expired, Wrong: pages.Wrong, Returning: pages.Late, GivenBack: pages.Late,
}

// show is the page of where an attempt stands.
func (f *Flow) show(w http.ResponseWriter, r *http.Request, a Attempt) {
	view := views[a.State]
	switch {
	case a.State == Waiting && time.Now().After(a.Until):
		view = pages.Expired
	case a.State == Gone && a.Code == "closed":
		view = pages.Closed
	}
	f.page(w, r, a, pages.Page{View: view})
}

// page fills in what all pages show.
func (f *Flow) page(w http.ResponseWriter, r *http.Request, a Attempt, p pages.Page) {
	p.Language = f.spoken(r, a)
	p.Test, p.Name, p.Amount, p.Currency = a.Test, a.name(), a.Order.Total, a.Order.Currency
	p.Title = f.Purposes[a.Purpose].Title[p.Language]
	p.Address, p.Origins = a.address(f.Base), f.Origins
	p.Reference = a.Key
	if a.Account != nil {
		p.Bank, p.Number, p.Holder, p.Until = a.Account.Bank, a.Account.Number, a.Account.Holder, a.Account.Until
	}
	if a.Taken != nil && strings.HasPrefix(a.Taken.Receipt, "https://") {
		p.Receipt = a.Taken.Receipt
	}
	f.write(w, http.StatusOK, p)
}

// spoken is the language of the page: the phone's own if we have it, else the kiosk's.
func (f *Flow) spoken(r *http.Request, a Attempt) string {
	if asked := r.URL.Query().Get("lang"); asked != "" && language(asked) == asked {
		return asked
	}
	if a.Language != "" {
		return a.Language
	}
	return pages.Accepted(r.Header.Get("Accept-Language"))
}

func (f *Flow) sorry(w http.ResponseWriter, r *http.Request, status int, what string) {
	f.write(w, status, pages.Page{View: pages.View(what), Language: f.spoken(r, Attempt{})})
}

func (f *Flow) write(w http.ResponseWriter, status int, p pages.Page) {
	if err := p.Write(w, status); err != nil {
		f.Log.Debug("a phone's page was not read", "err", err)
	}
}
