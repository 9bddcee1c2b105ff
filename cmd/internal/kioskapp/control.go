package kioskapp

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/installer/update"
)

// Control answers an engineer's questions over HTTP, to whoever holds the token.
// It is mounted behind the guard of package ui.
func Control(e Engineer, token string) http.Handler {
	mux := http.NewServeMux()
	answer := func(pattern string, f func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			result, err := f(r)
			writeResult(w, result, err)
		})
	}
	answer("GET /control/status", func(r *http.Request) (any, error) { return e.Status(r.Context()) })
	answer("POST /control/screen/url", func(r *http.Request) (any, error) { return e.ScreenURL(r.Context()) })
	answer("GET /control/screen/policy", func(r *http.Request) (any, error) { return e.ScreenPolicy(r.Context()) })
	answer("GET /control/pad/last", func(r *http.Request) (any, error) { return e.PadLast(r.Context()) })
	answer("POST /control/pad/pay", func(r *http.Request) (any, error) { return padPay(r, e) })
	answer("GET /control/pad/info", func(r *http.Request) (any, error) { return e.PadInfo(r.Context()) })
	answer("GET /control/pad/trace", func(r *http.Request) (any, error) { return padTrace(r, e) })
	answer("POST /control/payments/{key}/receipt", func(r *http.Request) (any, error) { return printReceipt(r, e) })
	answer("GET /control/payments/{key}", func(r *http.Request) (any, error) {
		return e.Payment(r.Context(), pay.Key(r.PathValue("key")))
	})
	answer("GET /control/queue/status", func(r *http.Request) (any, error) { return e.QueueStatus(r.Context()) })
	answer("GET /control/queue/facts/{number}", func(r *http.Request) (any, error) { return queueShow(r, e) })
	answer("GET /control/queue/lines", func(r *http.Request) (any, error) { return queueLines(r, e) })
	answer("GET /control/queue", func(r *http.Request) (any, error) { return queueList(r, e) })
	answer("POST /control/queue/check", func(r *http.Request) (any, error) { return struct{}{}, e.QueueCheck(r.Context()) })
	answer("POST /control/thirdparty/secret", func(r *http.Request) (any, error) { return putSecret(r, e) })
	answer("POST /control/books", func(r *http.Request) (any, error) { return dayBooks(r, e) })
	answer("GET /control/identity", func(r *http.Request) (any, error) { return e.Keys(r.Context()) })
	answer("POST /control/identity/rotate", func(r *http.Request) (any, error) { return e.RotateIdentity(r.Context()) })
	answer("GET /control/clock", func(r *http.Request) (any, error) { return e.ClockState(r.Context()) })
	answer("POST /control/clock/reset", func(r *http.Request) (any, error) { return e.ClockReset(r.Context()) })
	answer("POST /control/staff/pin", func(r *http.Request) (any, error) { return setPIN(r, e) })
	answer("GET /control/update", func(r *http.Request) (any, error) { return e.UpdateStatus(r.Context()) })
	answer("POST /control/update", func(r *http.Request) (any, error) { return offerUpdate(r, e) })
	answer("GET /control/insight", func(r *http.Request) (any, error) { return e.Insight(r.Context()) })
	answer("GET /control/staff", func(r *http.Request) (any, error) { return e.StaffList(r.Context()) })
	answer("POST /control/staff/{key}/override", func(r *http.Request) (any, error) { return override(r, e) })
	answer("POST /control/payments/{key}/refund", func(r *http.Request) (any, error) { return refund(r, e) })
	appControl(e, answer)
	mux.HandleFunc("POST /control/pause", func(w http.ResponseWriter, r *http.Request) { servePause(w, r, e) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, http.StatusNotFound, failure{Error: r.Method + " " + r.URL.Path + " is no question that this agent knows: use the kioskd of its version"})
	})
	return withToken(token, mux)
}

func printReceipt(r *http.Request, e Engineer) (any, error) {
	refund, err := strconv.Atoi(r.FormValue("refund"))
	if err != nil || refund < 0 {
		return nil, fmt.Errorf("refund %q is no number: 0 is the sale, 1 its first refund", r.FormValue("refund"))
	}
	return struct{}{}, e.PrintReceipt(r.Context(), pay.Key(r.PathValue("key")), refund)
}

func withToken(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if subtle.ConstantTimeCompare([]byte(given), []byte(token)) != 1 {
			writeJSON(w, http.StatusUnauthorized, failure{Error: "the control door is for the command line: run kioskd as a user who may read the data folder"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func padPay(r *http.Request, e Engineer) (any, error) {
	var want struct {
		Amount pay.Amount `json:"amount"`
	}
	if err := decodeBody(r, &want); err != nil {
		return nil, fmt.Errorf("the amount could not be read: %w", err)
	}
	key, err := e.PadPay(r.Context(), want.Amount)
	return map[string]pay.Key{"key": key}, err
}

func override(r *http.Request, e Engineer) (any, error) {
	var by struct{ Name, Reason string }
	if err := decodeBody(r, &by); err != nil {
		return nil, err
	}
	return struct{}{}, e.Override(r.Context(), pay.Key(r.PathValue("key")), by.Name, by.Reason)
}

func refund(r *http.Request, e Engineer) (any, error) {
	var wish agent.Refund
	if err := decodeBody(r, &wish); err != nil {
		return nil, err
	}
	wish.Key = pay.Key(r.PathValue("key"))
	return struct{}{}, e.Refund(r.Context(), wish)
}

func putSecret(r *http.Request, e Engineer) (any, error) {
	var in struct{ Secret string }
	if err := decodeUpTo(r, 2*maxSecret, &in); err != nil {
		return nil, err
	}
	return struct{}{}, e.PutSecret(r.Context(), in.Secret)
}

// maxDayAsk bounds a question with a whole statement in it, in bytes.
const maxDayAsk = 16 << 20

// maxUpdateAsk bounds a manifest on its way, in bytes.
const maxUpdateAsk = 256 << 10

func offerUpdate(r *http.Request, e Engineer) (any, error) {
	var o update.Offer
	if err := decodeUpTo(r, maxUpdateAsk, &o); err != nil {
		return nil, err
	}
	return struct{}{}, e.OfferUpdate(r.Context(), o)
}

func dayBooks(r *http.Request, e Engineer) (any, error) {
	var ask DayAsk
	if err := decodeUpTo(r, maxDayAsk, &ask); err != nil {
		return nil, err
	}
	return e.DayBooks(r.Context(), ask)
}

func decodeBody(r *http.Request, into any) error { return decodeUpTo(r, 8192, into) }

func decodeUpTo(r *http.Request, most int64, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, most))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("the question could not be read: %w", err)
	}
	return nil
}

func padTrace(r *http.Request, e Engineer) (any, error) {
	since, err := strconv.ParseUint(r.FormValue("since"), 10, 64)
	if err != nil {
		return nil, err
	}
	return e.PadTrace(r.Context(), since)
}

func queueList(r *http.Request, e Engineer) (any, error) {
	from, fromErr := strconv.ParseUint(r.FormValue("from"), 10, 64)
	limit, limitErr := strconv.Atoi(r.FormValue("limit"))
	if err := errors.Join(fromErr, limitErr); err != nil {
		return nil, err
	}
	return e.QueueList(r.Context(), from, limit)
}

func queueShow(r *http.Request, e Engineer) (any, error) {
	number, err := strconv.ParseUint(r.PathValue("number"), 10, 64)
	if err != nil {
		return nil, err
	}
	return e.QueueShow(r.Context(), number)
}

func queueLines(r *http.Request, e Engineer) (any, error) {
	from, err := strconv.ParseUint(r.FormValue("from"), 10, 64)
	if err != nil {
		return nil, err
	}
	return e.QueueLines(r.Context(), from)
}

// failure is an answer that is an error.
type failure struct {
	Error string       `json:"error"`
	Fault *agent.Fault `json:"fault,omitempty"`
}

func writeResult(w http.ResponseWriter, result any, err error) {
	if err == nil {
		writeJSON(w, http.StatusOK, result)
		return
	}
	f := failure{Error: err.Error()}
	errors.As(err, &f.Fault)
	writeJSON(w, http.StatusConflict, f)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // facts are shown as they were written
	// The reader may have gone; there is nobody left to tell.
	_ = e.Encode(v)
}

var _ Engineer = (*App)(nil)
