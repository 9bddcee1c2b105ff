package kioskapp

import (
	"encoding/json"
	"net/http/httptest"
	"testing"
)

// TestControlAnswersJSON: whatever is asked, by whomever.
func TestControlAnswersJSON(t *testing.T) {
	t.Parallel()
	door := Control(nil, "secret")
	for _, test := range []struct {
		method, path, token string
		status              int
	}{
		{"GET", "/control/status", "guess", 401},
		{"GET", "/control/nowhere", "secret", 404},
		{"POST", "/control/status", "secret", 404},
		{"GET", "/control/queue?from=x&limit=1", "secret", 409},
		{"POST", "/control/pad/pay", "secret", 409},
	} {
		r := httptest.NewRequest(test.method, test.path, nil)
		r.Header.Set("Authorization", "Bearer "+test.token)
		w := httptest.NewRecorder()
		door.ServeHTTP(w, r)
		var f failure
		if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil || f.Error == "" {
			t.Errorf("%s %s: %q, %v", test.method, test.path, w.Body, err)
		}
		if got := w.Header().Get("Content-Type"); w.Code != test.status || got != "application/json" {
			t.Errorf("%s %s: %d %s, want %d", test.method, test.path, w.Code, got, test.status)
		}
	}
}
