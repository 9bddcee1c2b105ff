package thirdparty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/examples/thirdparty-server/shop"
	"kioskd/sync/wire"
)

func result(key string) Result {
	return Result{
		Seq: 7, Key: key, Status: StatusApproved, At: time.Unix(1790000000, 0), Attempt: 1, Currency: "KRW", Amount: 6600,
		Approval: &wire.Approval{Number: "00012345", Method: "card"},
	}
}

// TestUploadIsStoredOnce: the same result, sent twice, is one row.
func TestUploadIsStoredOnce(t *testing.T) {
	t.Parallel()
	s, web := openShop(t, "")
	way := serverAt(t, web.URL)
	for range 2 {
		if err := way.Deliver(t.Context(), result("bill-0001")); err != nil {
			t.Fatal(err)
		}
	}
	want := []shop.Payment{{PaymentKey: "bill-0001", Status: "approved", ApprovalNumber: "00012345", Amount: 6600, Attempt: 1}}
	if diff := cmp.Diff(want, s.Payments()); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

// TestAnswersToAnUpload: what counts as stored, as refused, and as none of both.
func TestAnswersToAnUpload(t *testing.T) {
	t.Parallel()
	const stored, refused, again = "stored", "refused", "again"
	for name, test := range map[string]struct {
		status     int
		kind, text string
		want       string
	}{
		"json":                 {200, "application/json", `{"success":true}`, stored},
		"nothing":              {204, "", "", stored},
		"ok":                   {200, "text/plain", "OK\n", stored},
		"it has it":            {409, "application/json", `{"error":"duplicate key"}`, stored},
		"a 200 with an error":  {200, "application/json", `{"error":"disk full"}`, again},
		"a 200 without succes": {200, "application/json", `{"success":false}`, again},
		"a hotel's page":       {200, "text/html", "<html>Sign in to our Wi-Fi</html>", again},
		"wrong kind":           {200, "text/plain", `{"success":true}`, again},
		"half an answer":       {200, "application/json", `{"success":`, again},
		"endless":              {200, "application/json", `"` + strings.Repeat("x", maxAnswer+1) + `"`, again},
		"busy":                 {503, "", "", again},
		"slow down":            {429, "", "", again},
		"no such path":         {404, "", "", again},
		"nonsense to it":       {422, "text/plain", "no such order", refused},
		"bad request":          {400, "", "", refused},
	} {
		url := answering(t, func(w http.ResponseWriter, r *http.Request) {
			if test.kind != "" {
				w.Header().Set("Content-Type", test.kind)
			}
			w.WriteHeader(test.status)
			fmt.Fprint(w, test.text)
		})
		err := serverAt(t, url).Deliver(t.Context(), result("bill-0001"))
		got, no := again, (*Refusal)(nil)
		switch {
		case err == nil:
			got = stored
		case errors.As(err, &no):
			got = refused
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s (%v)", name, got, test.want, err)
		}
	}
}

// TestAnswersToAQuestion: no list is made of what is none.
func TestAnswersToAQuestion(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]http.HandlerFunc{
		"wrong kind": func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `[]`) },
		"an error":   func(w http.ResponseWriter, r *http.Request) { http.Error(w, "[]", http.StatusInternalServerError) },
		"cut off": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, `[`)
		},
		"endless": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, strings.Repeat(" ", 1<<16)); err != nil {
					return
				}
			}
		},
	} {
		if items, err := serverAt(t, answering(t, f)).Items(t.Context()); err == nil {
			t.Errorf("%s: gave %v", name, items)
		}
	}
}

// TestRedirects: a server may send a request on within itself, and to a listed
// host, which does not get the sign-in; to nobody else.
func TestRedirects(t *testing.T) {
	t.Parallel()
	var brought atomic.Value
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		brought.Store(r.Header.Get("Authorization"))
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `[]`)
	}))
	t.Cleanup(elsewhere.Close)
	there := strings.Replace(elsewhere.URL, "127.0.0.1", "localhost", 1)
	url := answering(t, func(w http.ResponseWriter, r *http.Request) {
		code := http.StatusTemporaryRedirect
		if r.Method == http.MethodPost {
			code = http.StatusFound
		}
		http.Redirect(w, r, there+r.URL.Path, code)
	})
	token := func(o *ServerOptions) {
		o.SignIn = SignIn{Kind: SignInToken, Secret: func() (string, error) { return "a-secret-token", nil }}
	}
	if _, err := serverAt(t, url, token).Items(t.Context()); err == nil || !strings.Contains(err.Error(), "access list") || brought.Load() != nil {
		t.Errorf("an unlisted host: %v, and it was asked with %v", err, brought.Load())
	}
	listed := serverAt(t, url, token, func(o *ServerOptions) {
		o.Hosts = func() []string { return []string{strings.TrimPrefix(there, "http://")} }
	})
	if _, err := listed.Items(t.Context()); err != nil || brought.Load() != "" {
		t.Errorf("a listed host: %v, and it was given %q", err, brought.Load())
	}
	if err := listed.Deliver(t.Context(), result("bill-0001")); err == nil || !strings.Contains(err.Error(), "307") {
		t.Errorf("an upload that would have become a question: %v", err)
	}
}

// signInServer wants a credential that changes, and gives one to who knows the
// password.
func signInServer(t *testing.T, current *atomic.Int32) string {
	t.Helper()
	mux := http.NewServeMux()
	give := func(w http.ResponseWriter, r *http.Request) {
		var in struct{ User, Password string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.User != "kiosk" || in.Password != "open-sesame" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		n := current.Load()
		http.SetCookie(w, &http.Cookie{Name: "session", Value: fmt.Sprint(n), Path: "/"})
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"token":"token-%d","expiresIn":3600}`, n)
	}
	mux.HandleFunc("POST /sign-in", give)
	mux.HandleFunc("POST /oauth/token", func(w http.ResponseWriter, r *http.Request) {
		user, secret, _ := r.BasicAuth()
		if r.FormValue("grant_type") != "client_credentials" || user != "kiosk" || secret != "open-sesame" {
			http.Error(w, `{"error":"invalid_client","error_description":"open-sesame is wrong"}`, http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"Bearer","expires_in":3600}`, current.Load())
	})
	mux.HandleFunc("GET /payment-items", func(w http.ResponseWriter, r *http.Request) {
		cookie, _ := r.Cookie("session")
		ok := r.Header.Get("Authorization") == fmt.Sprintf("Bearer token-%d", current.Load()) ||
			cookie != nil && cookie.Value == fmt.Sprint(current.Load())
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `[]`)
	})
	return answering(t, mux.ServeHTTP)
}

// TestSignIn: every kind signs in, a credential that the server has withdrawn is
// renewed once, and a wrong secret is told and written nowhere.
func TestSignIn(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{SignInLogin, SignInSession, SignInOAuth} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			var current atomic.Int32
			url, secret := signInServer(t, &current), "open-sesame"
			var log logged
			way := serverAt(t, url, withLog(&log), func(o *ServerOptions) {
				o.SignIn = SignIn{Kind: kind, User: "kiosk", TokenURL: url + "/oauth/token", Secret: func() (string, error) { return secret, nil }}
			})
			for range 3 {
				if _, err := way.Items(t.Context()); err != nil {
					t.Fatal(err)
				}
				current.Add(1) // the server forgets what it gave
			}
			secret = "wrong-sesame"
			if _, err := way.Items(t.Context()); !errors.Is(err, ErrSignIn) {
				t.Errorf("with a wrong secret: %v", err)
			} else if said := log.String() + err.Error() + fmt.Sprint(way.State()); strings.Contains(said, "sesame") || strings.Contains(said, "token-") {
				t.Errorf("a secret is in %q", said)
			}
		})
	}
}

// TestSignInOnce: a server that takes nothing is asked twice and then told of, not
// for ever.
func TestSignInOnce(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	url := answering(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusUnauthorized)
	})
	way := serverAt(t, url, func(o *ServerOptions) {
		o.SignIn = SignIn{Kind: SignInToken, Secret: func() (string, error) { return "no-good", nil }}
	})
	if _, err := way.Items(t.Context()); !errors.Is(err, ErrSignIn) || asked.Load() != 2 {
		t.Errorf("asked %d times: %v", asked.Load(), err)
	}
	if _, err := way.dial(t.Context()); !errors.Is(err, ErrSignIn) {
		t.Errorf("the WebSocket: %v", err)
	}
}

// TestExpiry: a credential is renewed before the server says that it is over.
func TestExpiry(t *testing.T) {
	t.Parallel()
	fetched := 0
	k := newKeys(func(context.Context) (credential, error) {
		fetched++
		return credential{header: fmt.Sprint(fetched), until: time.Now().Add(-time.Second)}, nil
	})
	for range 3 {
		if _, err := k.get(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if fetched != 3 {
		t.Errorf("fetched %d times", fetched)
	}
	if c, err := parseToken([]byte(`{"token":"t","expiresIn":60}`), nil, time.Unix(0, 0)); err != nil || c.until != time.Unix(50, 0) {
		t.Errorf("%+v, %v", c, err)
	}
}

func FuzzToken(f *testing.F) {
	f.Add([]byte(`{"token":"t","expiresIn":60}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, err := parseToken(text, nil, time.Now()); err == nil && len(c.header) <= len("Bearer ") {
			t.Errorf("no token in %+v", c)
		}
	})
}

func TestOptionsThatAreRefused(t *testing.T) {
	t.Parallel()
	good := ServerOptions{URL: "https://pay.example.com/v1", Paths: DefaultPaths, Every: time.Second}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*ServerOptions){
		"not encrypted":            func(o *ServerOptions) { o.URL = "http://pay.example.com" },
		"no address":               func(o *ServerOptions) { o.URL = "pay.example.com" },
		"more than a host":         func(o *ServerOptions) { o.URL = "https://user:secret@pay.example.com" },
		"poll_every":               func(o *ServerOptions) { o.Every = time.Millisecond },
		"stands twice":             func(o *ServerOptions) { o.Ways = []Way{Poll, Poll} },
		"no way of":                func(o *ServerOptions) { o.Ways = []Way{"carrier-pigeon"} },
		"paths":                    func(o *ServerOptions) { o.Paths.Upload = "" },
		"names.x":                  func(o *ServerOptions) { o.Names = Names{"x": "y"} },
		"sign_in.kind":             func(o *ServerOptions) { o.SignIn.Kind = "fax" },
		"sign_in.user":             func(o *ServerOptions) { o.SignIn.Kind = SignInLogin },
		"sign_in.token_url":        func(o *ServerOptions) { o.SignIn = SignIn{Kind: SignInOAuth, User: "x"} },
		"sign_in: token needs a s": func(o *ServerOptions) { o.SignIn.Kind = SignInToken },
	} {
		o := good
		change(&o)
		if err := o.Check(); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret@") {
			t.Errorf("%s: got %v", want, err)
		}
	}
}
