package conform_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"kioskd/sync/wire"
)

// sameNonce returns the same bytes where a nonce is drawn, and others for codes.
type sameNonce struct{ n byte }

func (r *sameNonce) Read(b []byte) (int, error) {
	if len(b) == 16 {
		clear(b)
		return len(b), nil
	}
	for i := range b {
		r.n++
		b[i] = r.n
	}
	return len(b), nil
}

// verifies reports whether the kiosk signed a hello for a nonce.
func (x *wretch) verifies(h *wire.Hello, nonce string) bool {
	return wire.Verify(x.public, wire.PurposeHello, h.SignedBytes(nonce), h.Signature) == nil
}

// signsForIt lets in whoever knows the name of a key.
func signsForIt(x *wretch, h *wire.Hello) []frame {
	if h.Kiosk == "check-1" && h.Signature != "" {
		return x.admit(h)
	}
	return text(h)
}

// admit has HQ let a kiosk in that it should not.
func (x *wretch) admit(h *wire.Hello) []frame {
	h.Key, h.Signature = "", ""
	h.Proof = wire.Proof(masterToken, x.nonce, h.Kiosk, h.Epoch)
	return text(h)
}

func replays(x *wretch, h *wire.Hello) []frame {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.verifies(h, x.nonce) {
		return text(h)
	}
	for _, nonce := range x.nonces {
		if nonce != x.nonce && x.verifies(h, nonce) {
			return x.admit(h)
		}
	}
	return text(h)
}

func gossips(x *wretch, e *wire.Error) []frame {
	if x.who() != nil && x.who().Kiosk != "check-1" {
		e.Reason = "no such kiosk"
	}
	return text(e)
}

func waitsForHello(x *wretch, f frame) []frame {
	if x.who() == nil {
		return nil
	}
	return []frame{f}
}

func letsLive(x *wretch, e *wire.Error) []frame {
	if e.Code != wire.CodeReplaced {
		return text(e)
	}
	x.stay = true
	return nil
}

func passesOverHello(x *wretch, f frame) []frame {
	if _, hello := f.message().(*wire.Hello); hello && x.once["hello"] {
		return nil
	} else if hello {
		x.once["hello"] = true
	}
	return []frame{f}
}

// lenient is a door that lets through what has a word of a code in it, or the
// first key that is not proved.
func lenient(code, what string) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, good http.Handler) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		e := enrolment(b)
		_, proved := e.Check()
		if code != "" && e.Code == code || what == "proof" && proved != nil {
			return // 200
		}
		r.Body = io.NopCloser(bytes.NewReader(b))
		good.ServeHTTP(w, r)
	}
}

// twice is a door that takes each code two times.
func twice() func(http.ResponseWriter, *http.Request, http.Handler) {
	used := map[string]bool{}
	return func(w http.ResponseWriter, r *http.Request, good http.Handler) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		e := enrolment(b)
		if used[e.Code] {
			return
		}
		if _, err := e.Check(); err == nil && e.Code != noCode {
			used[e.Code] = true
		}
		r.Body = io.NopCloser(bytes.NewReader(b))
		good.ServeHTTP(w, r)
	}
}

func enrolment(b []byte) (e wire.Enrolment) {
	_ = json.Unmarshal(b, &e) // what is none has no code
	return e
}
