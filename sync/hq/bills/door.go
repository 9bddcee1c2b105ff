package bills

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"kioskd/sync/hq"
)

// client serves a request of the client of a kiosk, once it is clear whose it is.
func (s *Bills) client(serve func(w http.ResponseWriter, r *http.Request, kiosk string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		kiosk, err := s.who(r)
		switch {
		case errors.Is(err, hq.ErrNotFound):
			w.Header().Set("WWW-Authenticate", `Bearer realm="kioskhq"`)
			s.refuse(w, http.StatusUnauthorized, "come with the token that HQ made for this kiosk, as Authorization: Bearer "+tokenPrefix+"…")
		case err != nil:
			s.broke(w, err)
		default:
			serve(w, r, kiosk)
		}
	}
}

func (s *Bills) refuse(w http.ResponseWriter, code int, why string) {
	s.reply(w, code, map[string]any{"success": false, "error": why})
}

// broke answers when HQ itself failed: the client tries again.
func (s *Bills) broke(w http.ResponseWriter, err error) {
	s.hq.Log.Error("hq: a client's request failed", "err", err)
	s.refuse(w, http.StatusInternalServerError, "HQ could not do this now; try again")
}

func (s *Bills) reply(w http.ResponseWriter, code int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		s.hq.Log.Error("hq: an answer was not encoded", "err", err)
		http.Error(w, "HQ could not answer", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	if _, err := w.Write(b); err != nil {
		s.hq.Log.Debug("hq: an answer was not read", "err", err)
	}
}

// item is a bill in the contract's words.
type item struct {
	Key    string `json:"paymentKey"`
	Name   string `json:"name"`
	Amount int64  `json:"amount"`
}

// items lists what there is to pay; a list that has not changed is not sent again.
func (s *Bills) items(w http.ResponseWriter, r *http.Request, kiosk string) {
	open, err := s.Open(r.Context(), kiosk)
	if err != nil {
		s.broke(w, err)
		return
	}
	list := []item{}
	for _, b := range open {
		list = append(list, item{b.Key, b.Name, b.Amount})
	}
	text, err := json.Marshal(list)
	if err != nil {
		s.broke(w, err)
		return
	}
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	w.Header().Set("Etag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	s.reply(w, http.StatusOK, map[string]any{"items": list})
}

// maxUpload bounds an upload, in bytes.
const maxUpload = 64 << 10

// upload stores what became of a payment, and answers once that is durable.
func (s *Bills) upload(w http.ResponseWriter, r *http.Request, kiosk string) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		s.refuse(w, http.StatusRequestEntityTooLarge, "the upload is too large, or was cut off")
		return
	}
	u, err := ParseUpload(text)
	if err != nil {
		s.refuse(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	u.Kiosk = kiosk
	switch err := s.keep(r.Context(), u); {
	case errors.Is(err, hq.ErrExists):
		s.refuse(w, http.StatusConflict, "this was uploaded before with other contents; HQ keeps the first")
	case err != nil:
		s.broke(w, err)
	default:
		s.reply(w, http.StatusOK, map[string]any{"success": true})
	}
}
