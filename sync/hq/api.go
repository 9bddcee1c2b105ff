package hq

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// api is the machines' door.
func (h *Handler) api() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/kiosks", h.apiKiosks)
	mux.HandleFunc("GET /api/v1/payments", h.apiPayments)
	mux.HandleFunc("GET /api/v1/payments/{kiosk}/{key}", h.apiPayment)
	mux.HandleFunc("POST /api/v1/codes", h.apiCode)
	mux.HandleFunc("GET /api/v1/kiosks/{kiosk}/keys", h.apiKeys)
	mux.HandleFunc("POST /api/v1/kiosks/{kiosk}/keys/{key}/revoke", h.apiRevoke)
	mux.HandleFunc("POST /api/v1/settings", h.apiOffer)
	mux.HandleFunc("GET /api/v1/kiosks/{kiosk}/settings", h.apiSettings)
	mux.HandleFunc("POST /api/v1/kiosks/{kiosk}/commands", h.apiCommand)
	mux.HandleFunc("GET /api/v1/kiosks/{kiosk}/commands", h.apiCommands)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) {
		h.fail(w, http.StatusNotFound, errors.New("there is nothing here; see /api/v1/kiosks and /api/v1/payments"))
	})
	return mux
}

func (h *Handler) apiKiosks(w http.ResponseWriter, r *http.Request) {
	kiosks, err := h.Kiosks(r.Context())
	if err != nil {
		h.broke(w, err)
		return
	}
	h.reply(w, http.StatusOK, map[string]any{"kiosks": orEmpty(kiosks)})
}

func (h *Handler) apiPayments(w http.ResponseWriter, r *http.Request) {
	f, err := ParseFilter(r.URL.Query())
	if err != nil {
		h.fail(w, http.StatusBadRequest, err)
		return
	}
	payments, err := h.Store.Payments(r.Context(), f)
	if err != nil {
		h.broke(w, err)
		return
	}
	h.reply(w, http.StatusOK, map[string]any{"payments": orEmpty(payments), "next": Next(f, payments).String()})
}

// Next returns the place from which the next page goes on; it is zero when the
// page was the last.
func Next(f Filter, page []Payment) Place {
	if len(page) < f.Size() {
		return Place{}
	}
	return page[len(page)-1].Place()
}

// ParseFilter reads the query of a list of payments: kiosk, key, status, limit
// and after.
func ParseFilter(q url.Values) (Filter, error) {
	f := Filter{Kiosk: q.Get("kiosk"), Key: q.Get("key"), Status: q.Get("status")}
	if f.Status != "" && !slices.Contains(Statuses, f.Status) {
		return f, fmt.Errorf("status %q is none of %v", f.Status, Statuses)
	}
	if s := q.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > MaxLimit {
			return f, fmt.Errorf("limit %q is not a number from 1 to %d", s, MaxLimit)
		}
		f.Limit = n
	}
	var err error
	f.After, err = ParsePlace(q.Get("after"))
	return f, err
}

// apiFact is a fact as the machines' door shows it.
type apiFact struct {
	Epoch   string          `json:"epoch"`
	Seq     uint64          `json:"seq"`
	At      time.Time       `json:"at"`
	Kind    string          `json:"kind"`
	Sum     int64           `json:"sum,omitempty"`
	Refused string          `json:"refused,omitempty"`
	Line    json.RawMessage `json:"line"`
}

func (h *Handler) apiPayment(w http.ResponseWriter, r *http.Request) {
	p, facts, err := h.Payment(r.Context(), r.PathValue("kiosk"), r.PathValue("key"))
	if errors.Is(err, ErrNotFound) {
		h.fail(w, http.StatusNotFound, errors.New("no payment of this kiosk has this key; see /api/v1/payments"))
		return
	}
	if err != nil {
		h.broke(w, err)
		return
	}
	list := []apiFact{}
	for _, f := range facts {
		list = append(list, apiFact{Epoch: f.Epoch, Seq: f.Seq, At: f.At, Kind: f.Kind, Sum: f.Sum, Refused: f.Refused, Line: f.Line})
	}
	h.reply(w, http.StatusOK, map[string]any{"payment": p, "facts": list})
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
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
