package hq

import (
	"errors"
	"net/http"
	"strings"
	"time"
)

// CheckPrefix begins the ids of the kiosks that a check of this HQ plays.
const CheckPrefix = "check-"

// checkCodeWithin is how long a code for a check counts.
const checkCodeWithin = 10 * time.Minute

// testMode opens a door at which this machine gets codes for checks. An HQ with
// this door must keep nothing that matters.
func (h *Handler) testMode() {
	h.Log.Warn("hq: TEST MODE: any program on this machine may enrol a kiosk whose id begins so", "begins", CheckPrefix, "next", "never let real kiosks connect here")
	h.mux.Handle("POST /api/check-code", LocalOnly(http.HandlerFunc(h.checkCode)))
}

func (h *Handler) checkCode(w http.ResponseWriter, r *http.Request) {
	var want struct {
		Kiosk string `json:"kiosk"`
	}
	if !h.take(w, r, &want) {
		return
	}
	if !strings.HasPrefix(want.Kiosk, CheckPrefix) {
		h.fail(w, http.StatusBadRequest, errors.New("the id of a kiosk for a check begins with "+CheckPrefix))
		return
	}
	code, expires, err := h.NewCode(r.Context(), want.Kiosk, checkCodeWithin)
	if err != nil {
		h.broke(w, err)
		return
	}
	h.Log.Warn("hq: TEST MODE: a code for a check was handed out", "kiosk", want.Kiosk, "peer", r.RemoteAddr)
	h.reply(w, http.StatusOK, map[string]any{"kiosk": want.Kiosk, "code": code, "expires": expires})
}
