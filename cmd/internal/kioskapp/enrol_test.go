package kioskapp

import (
	"context"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
)

// newBooks makes a kiosk's books that trust a certificate, or the system's if it is
// nil.
func newBooks(t *testing.T, certificate []byte) *Books {
	t.Helper()
	c := config.Default()
	c.Data = t.TempDir()
	if certificate != nil {
		c.HQ.CAFile = filepath.Join(t.TempDir(), "ca.pem")
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
		if err := os.WriteFile(c.HQ.CAFile, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := MakeBooks(Options{Config: c, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// TestEnrolPrivateCA: a kiosk enrols at an HQ of the operator's own CA when it
// knows that CA, and not when it does not.
func TestEnrolPrivateCA(t *testing.T) {
	t.Parallel()
	h, err := hq.New(hq.Options{Store: memory.New(), Token: func(string) (string, bool) { return "", false }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // of the handshake that is to fail
	s.StartTLS()
	defer s.Close()
	code, _, err := h.NewCode(t.Context(), "shop-7", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	address := strings.Replace(s.URL, "https", "wss", 1) + "/sync"
	if _, err := newBooks(t, nil).Enrol(t.Context(), address, code, false, rand.Reader); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("without the CA: %v", err)
	}
	id, err := newBooks(t, s.Certificate().Raw).Enrol(t.Context(), address, code, false, rand.Reader)
	if err != nil || id.Kiosk != "shop-7" {
		t.Errorf("with the CA: %+v, %v", id, err)
	}
}

// TestEnrolNowhereElse: a redirect carries no code to another address.
func TestEnrolNowhereElse(t *testing.T) {
	t.Parallel()
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the code went elsewhere") }))
	defer thief.Close()
	s := httptest.NewServer(http.RedirectHandler(thief.URL+"/enrol", http.StatusPermanentRedirect))
	defer s.Close()
	b := newBooks(t, nil)
	address := strings.Replace(s.URL, "http", "ws", 1) + "/sync"
	if _, err := b.Enrol(context.Background(), address, "ABCD-EFGH-JKMN", false, rand.Reader); err == nil {
		t.Error("enrolled by a redirect")
	}
	if _, err := b.Identity(); !errors.Is(err, ErrNotEnrolled) {
		t.Errorf("identity: %v", err)
	}
}
