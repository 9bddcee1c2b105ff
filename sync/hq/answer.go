package hq

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// maxBody bounds what a machine may send.
const maxBody = 64 << 10

// take reads the body of a request, or answers it.
func (h *Handler) take(w http.ResponseWriter, r *http.Request, into any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		h.fail(w, http.StatusBadRequest, fmt.Errorf("the body is not as wanted: %w", err))
		return false
	}
	return true
}

// broke answers when HQ itself failed; details go to the log alone.
func (h *Handler) broke(w http.ResponseWriter, err error) {
	h.Log.Error("hq: a request failed", "err", err)
	h.fail(w, http.StatusInternalServerError, errors.New("HQ could not answer; see its log"))
}

func (h *Handler) fail(w http.ResponseWriter, code int, err error) {
	h.reply(w, code, map[string]string{"error": err.Error()})
}

func (h *Handler) reply(w http.ResponseWriter, code int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		h.Log.Error("hq: an answer was not encoded", "err", err)
		http.Error(w, "HQ could not answer; see its log", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	if _, err := w.Write(append(b, '\n')); err != nil {
		h.Log.Debug("hq: an answer was not read", "err", err)
	}
}
