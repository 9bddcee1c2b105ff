package ui

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"kioskd/ui/launch"
)

// launchWord is the field of an address that carries a launch.
const launchWord = "launch"

// cookieName keeps two kiosks on one machine apart, because cookies are the same
// for all ports of a name.
func cookieName(r *http.Request) string { return "kioskd-" + strconv.Itoa(localPort(r)) }

// launched reports whether a request comes from a page that was launched here.
// Programs that are no browser may send the session as a bearer token.
func (s *Server) launched(r *http.Request) bool {
	at := string(placeOf(r))
	if c, err := r.Cookie(cookieName(r)); err == nil && s.launches.Holds(c.Value, at) {
		return true
	}
	return s.launches.Holds(bearer(r), at)
}

// Launch returns the path, with its query, that opens the kiosk's own page once.
// Whoever has it can do what a customer at the screen can.
func (s *Server) Launch() (string, error) { return s.launchAt(atKiosk) }

// LaunchAt is [Server.Launch] for the page of a web app, on its own origin.
func (s *Server) LaunchAt(app string) (string, error) { return s.launchAt(appPlace(app)) }

func (s *Server) launchAt(at place) (string, error) {
	word, err := s.launches.Offer(string(at))
	if err != nil {
		return "", err
	}
	return "/?" + launchWord + "=" + word, nil
}

// newLaunch answers the program that starts the kiosk's browser.
func (s *Server) newLaunch(*http.Request) (reply, error) {
	s.pulse.opens(false) // of the browser before, nothing is expected any more
	path, err := s.Launch()
	return reply{status: http.StatusCreated, body: Launched{Path: path}}, err
}

// Launched is the answer of POST launches: the path, with its query, that opens
// the kiosk's own page once.
type Launched struct {
	Path string `json:"path"`
}

// begin answers an address with a launch in it: the browser gets its session, and
// is sent to the same address without the launch, which then stands in no history
// and in no log.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, word string) {
	session, err := s.launches.Begin(word, string(placeOf(r)))
	if errors.Is(err, launch.ErrSpent) && s.launched(r) {
		err = nil // the address was opened again where it had been opened before
	} else if err == nil {
		http.SetCookie(w, s.cookie(r, session))
	}
	if err != nil {
		s.notLaunched(w, r)
		return
	}
	to := *r.URL
	q := to.Query()
	q.Del(launchWord)
	to.RawQuery = q.Encode()
	redirect(w, to.RequestURI())
}

// cookie keeps a session in the browser. A site's is for the frames in its page,
// which is of another origin: browsers want such a cookie marked as secure (this
// machine's own names are, to them), and many keep it only if it is partitioned,
// which is to say that no other page's frames are sent it.
func (s *Server) cookie(r *http.Request, session string) *http.Cookie {
	c := &http.Cookie{Name: cookieName(r), Value: session, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if s.siteAt(placeOf(r)) != nil {
		c.SameSite, c.Secure, c.Partitioned = http.SameSiteNoneMode, true, true
	}
	return c
}

// send moves a browser to another place of this kiosk, with a launch for it.
func (s *Server) send(w http.ResponseWriter, r *http.Request, to place, path string) {
	word, err := s.launches.Offer(string(to))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	redirect(w, to.address(r)+path+"?"+launchWord+"="+word)
}

func redirect(w http.ResponseWriter, to string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

// withSession refuses whoever was not launched.
func (s *Server) withSession(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.launched(r) {
			refuse(http.StatusUnauthorized, "launch", "this is for the kiosk's own screen, and nothing says that it comes from there",
				"Open the screen by the address that this prints: kioskd screen url.").write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// notLaunched tells a person before a browser how the screen is opened.
func (s *Server) notLaunched(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusForbidden)
	_, _ = fmt.Fprint(w, notLaunchedPage) // the peer has gone; nobody is left to tell
}

const notLaunchedPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>kioskd</title><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/notice.css">
<main><h1>This screen is opened by the kiosk itself</h1>
<p>On the kiosk, as the user of the service, run <code>kioskd screen url</code> and open the address that it prints. Each address opens one browser once.</p>
<p lang="ko">이 화면은 키오스크가 직접 엽니다. 키오스크에서 <code>kioskd screen url</code> 명령을 실행하고 출력된 주소를 여세요. 주소는 한 번만 쓸 수 있어요.</p></main></html>
`
