package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/cmd/internal/demoapp"
)

// TestStorageOutlivesTheKiosk: what a page keeps at the kiosk is there again when
// the same kiosk is set up anew from nothing, because HQ keeps it too.
func TestStorageOutlivesTheKiosk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	withDemo(t, folder, func(s stored) {
		if status, _ := s.ask(http.MethodPut, "", `{"key":"table","value":"12 창가"}`); status != http.StatusNoContent {
			t.Fatalf("kept with status %d", status)
		}
		s.until("HQ has it", func() bool {
			db, err := os.ReadFile(filepath.Join(folder, "hq", "hq.db-wal"))
			return err == nil && strings.Contains(string(db), "12 창가")
		})
	})
	if err := os.RemoveAll(filepath.Join(folder, "kiosk")); err != nil {
		t.Fatal(err)
	}
	withDemo(t, folder, func(s stored) {
		var got struct{ Value *string }
		s.until("it is here again", func() bool {
			status, body := s.ask(http.MethodGet, "?key=table", "")
			return status == http.StatusOK && json.Unmarshal(body, &got) == nil && got.Value != nil
		})
		if *got.Value != "12 창가" {
			t.Errorf("it came back as %q", *got.Value)
		}
	})
}

// stored is a page that keeps texts at a kiosk.
type stored struct {
	*testing.T
	at     string
	client *http.Client
}

// withDemo runs a demo in a folder for as long as do takes.
func withDemo(t *testing.T, folder string, do func(stored)) {
	t.Helper()
	d, err := demoapp.Open(demoapp.Options{Folder: folder, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	screen, err := d.Kiosk.ScreenURL(ctx)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := stored{t, d.Kiosk.URL() + "api/v1/storage", &http.Client{Jar: jar}}
	answer, err := s.client.Get(screen)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	do(s)
}

func (s stored) ask(method, query, body string) (int, []byte) {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), method, s.at+query, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := s.client.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text := make([]byte, 4096)
	n, _ := answer.Body.Read(text) // a short answer; what cannot be read is no JSON
	return answer.StatusCode, text[:n]
}

// until looks until something holds: real programs do it over real sockets.
func (s stored) until(what string, is func() bool) {
	s.Helper()
	for deadline := time.Now().Add(40 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.Fatal("never: " + what)
		}
	}
}
