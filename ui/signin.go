package ui

import (
	"errors"
	"net/http"

	"kioskd/ui/pin"
)

// signIn is the body of POST staff/session.
type signIn struct {
	PIN string `json:"pin"`
}

// openStaff lets a person in who knows the PIN. It is answered on the staff page's
// own origin alone.
func (s *Server) openStaff(w http.ResponseWriter, r *http.Request) {
	var in signIn
	err := decode(r, &in)
	if err == nil && s.door == nil {
		err = pin.ErrNone
	}
	if err == nil {
		err = s.door.Try(r.Context(), in.PIN)
	}
	if err != nil {
		s.fail(w, r, refusedPIN(err))
		return
	}
	http.SetCookie(w, &http.Cookie{Name: staffCookie(r), Value: s.guests.admit(), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	reply{status: http.StatusNoContent}.write(w)
}

func staffCookie(r *http.Request) string { return cookieName(r) + "-staff" }

func refusedPIN(err error) error {
	var locked *pin.Locked
	switch {
	case errors.As(err, &locked):
		return refuse(http.StatusTooManyRequests, "locked", err.Error(), "Wait; whoever may use the kiosk's command line sets a new PIN with: kioskd staff pin.")
	case errors.Is(err, pin.ErrWrong):
		return refuse(http.StatusUnauthorized, "pin", err.Error(), "Try again; after five in a row it takes longer.")
	case errors.Is(err, pin.ErrNone):
		return refuse(http.StatusForbidden, "no-pin", err.Error(), "Set one on the kiosk with: kioskd staff pin.")
	}
	return err
}

func (s *Server) closeStaff(r *http.Request) (reply, error) {
	if c, err := r.Cookie(staffCookie(r)); err == nil {
		s.guests.dismiss(c.Value)
	}
	return reply{status: http.StatusNoContent}, nil
}

// forStaff lets through who signed in on the staff page, and who holds the staff's
// credential.
func (s *Server) forStaff(next func(*http.Request) (reply, error)) http.Handler {
	byCredential := s.answer(withCredential(s.staff, "staff", next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if placeOf(r) != atStaff || r.Header.Get("Authorization") != "" {
			byCredential.ServeHTTP(w, r)
			return
		}
		c, err := r.Cookie(staffCookie(r))
		if err != nil || !s.guests.knows(c.Value) || !s.launched(r) {
			refuse(http.StatusUnauthorized, "signed-out", "nobody is signed in", "Enter the PIN.").write(w)
			return
		}
		s.answer(next).ServeHTTP(w, r)
	})
}
