package hqapp_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/cmd/internal/hqapp"
	"kioskd/sync/wire"
)

// certificate writes one for this machine, and returns its files and who trusts it.
func certificate(t *testing.T) (cert, key string, trust *tls.Config) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, der []byte) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	pool := x509.NewCertPool()
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool.AddCert(parsed)
	return write("hq.pem", "CERTIFICATE", der), write("hq.key", "PRIVATE KEY", secret), &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

// TestTLS: pages and kiosks come over TLS, and plain HTTP gets nowhere.
func TestTLS(t *testing.T) {
	t.Parallel()
	cert, key, trust := certificate(t)
	app, err := hqapp.New(hqapp.Config{Listen: "127.0.0.1:0", Store: "memory:", Cert: cert, Key: key, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- app.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: trust, ForceAttemptHTTP2: true}}
	resp, err := client.Get(app.URL() + "/")
	if err != nil || !strings.HasPrefix(app.URL(), "https://") {
		t.Fatal(app.URL(), err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s, %v", resp.Status, resp.Header)
	}
	client.CloseIdleConnections()
	dialer := websocket.Dialer{TLSClientConfig: &tls.Config{RootCAs: trust.RootCAs, MinVersion: tls.VersionTLS12}, Subprotocols: []string{wire.Subprotocol}}
	conn, resp, err := dialer.Dial("wss://"+app.Addr()+"/sync", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if _, b, err := conn.ReadMessage(); err != nil || !strings.Contains(string(b), "challenge") {
		t.Errorf("HQ said %s, %v", b, err)
	}
	_ = conn.Close()
	if resp, err := http.Get("http://" + app.Addr() + "/"); err == nil {
		if _ = resp.Body.Close(); resp.StatusCode != http.StatusBadRequest {
			t.Errorf("plain HTTP: %s", resp.Status)
		}
	}
	if _, err := hqapp.New(hqapp.Config{Listen: "127.0.0.1:0", Store: "memory:", Cert: key, Key: cert}); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("files the wrong way round: %v", err)
	}
}
