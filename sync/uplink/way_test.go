package uplink_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kioskd/sync/uplink"
)

// proxyChild is set where the test runs itself as a kiosk behind a proxy: what the
// environment says of proxies is read once in a program's life.
const proxyChild = "UPLINK_TEST_PROXY_CHILD"

// TestProxyFromTheEnvironment: HQ's name is known to the proxy alone, and the
// connection passes it sealed.
func TestProxyFromTheEnvironment(t *testing.T) {
	t.Parallel()
	if ca := os.Getenv(proxyChild); ca != "" {
		behindProxy(t, ca)
		return
	}
	h, _ := memoryHQ(t)
	server := httptest.NewTLSServer(h)
	defer server.Close()
	var tunnels atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect && r.Host == "example.com:443" {
			tunnels.Add(1)
			tunnel(t, w, server.Listener.Addr().String())
		}
	}))
	defer proxy.Close()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestProxyFromTheEnvironment$")
	child.Env = append(os.Environ(), proxyChild+"="+string(ca), "HTTPS_PROXY="+proxy.URL, "NO_PROXY=")
	if out, err := child.CombinedOutput(); err != nil || tunnels.Load() == 0 {
		t.Errorf("%v, %d tunnels: %s", err, tunnels.Load(), out)
	}
	if err := h.Close(t.Context()); err != nil {
		t.Errorf("close HQ: %v", err)
	}
}

// behindProxy delivers a few facts to example.com.
func behindProxy(t *testing.T, ca string) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(ca)) {
		t.Fatal("no certificate")
	}
	s := newSource(journal(3))
	up := newUplink(t, uplink.Options{URL: "wss://example.com/sync", Source: s, TLS: &tls.Config{RootCAs: roots}})
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	done := make(chan error, 1)
	go func() { done <- up.Run(ctx) }()
	for s.Position() < 3 && ctx.Err() == nil {
		time.Sleep(5 * time.Millisecond)
	}
	if s.Position() != 3 {
		t.Errorf("delivered up to %d: %+v", s.Position(), up.State())
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// tunnel passes bytes both ways, as a proxy does that was asked to CONNECT.
func tunnel(t *testing.T, w http.ResponseWriter, to string) {
	far, err := net.Dial("tcp", to)
	if err != nil {
		t.Error(err)
		return
	}
	near, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	_, _ = io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
	_, _ = io.Copy(near, far)
	_ = near.Close()
}

// TestTLSFloor: whoever configures certificates cannot go below TLS 1.2.
func TestTLSFloor(t *testing.T) {
	t.Parallel()
	for version, wanted := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true} {
		var asked atomic.Int32
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked.Add(1); w.WriteHeader(http.StatusNotFound) }))
		server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: version}
		server.Config.ErrorLog = slog.NewLogLogger(quiet().Handler(), slog.LevelError)
		server.StartTLS()
		roots := x509.NewCertPool()
		roots.AddCert(server.Certificate())
		up := newUplink(t, uplink.Options{URL: "wss" + strings.TrimPrefix(server.URL, "https") + "/sync", Source: newSource(journal(1)),
			TLS: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS10}})
		why := firstError(t, up)
		if (asked.Load() > 0) != wanted || wanted != strings.Contains(why, "404") {
			t.Errorf("%s: %d requests came through, the kiosk says %q", tls.VersionName(version), asked.Load(), why)
		}
		server.Close()
	}
}

// TestOnlyMeteredLinesDeflate: elsewhere the time is worth more than the bytes.
func TestOnlyMeteredLinesDeflate(t *testing.T) {
	t.Parallel()
	for _, metered := range []bool{false, true} {
		offered := make(chan string, 100)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			offered <- r.Header.Get("Sec-Websocket-Extensions")
			w.WriteHeader(http.StatusNotFound)
		}))
		up := newUplink(t, uplink.Options{URL: "ws" + strings.TrimPrefix(server.URL, "http") + "/sync", Source: newSource(journal(1)), Metered: metered})
		firstError(t, up)
		if got := <-offered; strings.Contains(got, "permessage-deflate") != metered {
			t.Errorf("metered %v: the kiosk offers %q", metered, got)
		}
		server.Close()
	}
}

// firstError runs an uplink until it knows why there is no connection.
func firstError(t *testing.T, up *uplink.Uplink) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	done := make(chan error, 1)
	go func() { done <- up.Run(ctx) }()
	for up.State().Error == "" && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	why := up.State().Error
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	return why
}
