package web_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/sqlite"
)

// raise opens so many alarms.
func raise(t testing.TB, h *hq.Handler, n int) {
	t.Helper()
	for i := range n {
		if err := h.Raise(t.Context(), hq.Trouble{Kiosk: fmt.Sprintf("shop-%05d", i), Reason: hq.AlarmWaiting, Detail: "facts wait"}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestManyAlarms: the badge and the page say that there are more than they show.
func TestManyAlarms(t *testing.T) {
	t.Parallel()
	s := open(t)
	raise(t, s.h, 99)
	s.expect("/payments", http.StatusOK, `<span aria-hidden="true">99</span>`, "99 alarms are open")
	raise(t, s.h, 201)
	s.expect("/payments", http.StatusOK, `<span aria-hidden="true">99+</span>`, "more than 99 alarms are open")
	s.expect("/alarms", http.StatusOK, "These are 200 of 201.")
	if _, page := s.get("/alarms"); strings.Count(page, "alarm-card") != 200 {
		t.Errorf("%d alarms on one page", strings.Count(page, "alarm-card"))
	}
}

// BenchmarkBadge opens a page of an HQ on SQLite, with few open alarms and with many.
func BenchmarkBadge(b *testing.B) {
	for _, alarms := range []int{1, 10_000} {
		b.Run(fmt.Sprintf("alarms=%d", alarms), func(b *testing.B) {
			store, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "hq.db"))
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = store.Close() }()
			s := openAt(b, store)
			raise(b, s.h, alarms)
			s.h.Log = slog.New(slog.DiscardHandler)
			for b.Loop() {
				w := httptest.NewRecorder()
				s.server.Config.Handler.ServeHTTP(w, pageOf(s.server.URL, "/audit"))
				if _, err := io.Copy(io.Discard, w.Body); err != nil || w.Code != http.StatusOK {
					b.Fatal(w.Code, err)
				}
			}
		})
	}
}

// pageOf is a request for a page from this machine.
func pageOf(address, path string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, address+path, nil)
	r.RemoteAddr = "127.0.0.1:1"
	return r
}
