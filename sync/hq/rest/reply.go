package rest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
)

// reply writes an answer, or that it has not changed.
func (a *API) reply(w http.ResponseWriter, r *http.Request, code int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		a.desk.Log.Error("hq: an answer was not encoded", "path", r.URL.Path, "err", err)
		http.Error(w, "HQ could not answer; see its log", http.StatusInternalServerError)
		return
	}
	head := w.Header()
	head.Set("Content-Type", "application/json")
	if _, refused := v.(Problem); refused {
		head.Set("Content-Type", "application/problem+json")
	}
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	if code == http.StatusOK && r.Method == http.MethodGet {
		sum := sha256.Sum256(b)
		tag := `"` + hex.EncodeToString(sum[:16]) + `"`
		head.Set("Etag", tag)
		head.Set("Cache-Control", "private, no-cache") // may be kept, and is asked about
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(code)
	if _, err := w.Write(append(b, '\n')); err != nil {
		a.desk.Log.Debug("hq: an answer was not read", "path", r.URL.Path, "err", err)
	}
}

// orEmpty makes a list that is never null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
