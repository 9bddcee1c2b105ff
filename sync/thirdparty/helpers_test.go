package thirdparty

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"

	"kioskd/examples/thirdparty-server/shop"
)

// quiet is a log that nobody reads.
var quiet = slog.New(slog.DiscardHandler)

// openShop starts the example server.
func openShop(t *testing.T, token string) (*shop.Shop, *httptest.Server) {
	t.Helper()
	s, err := shop.New(filepath.Join(t.TempDir(), "payments.jsonl"), token)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewUnstartedServer(s)
	web.Listener = &cutting{Listener: web.Listener}
	web.Start()
	t.Cleanup(func() {
		cut(web)
		web.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, web
}

// cutting is a listener whose connections can be cut, those of WebSockets as well.
type cutting struct {
	net.Listener
	mu  sync.Mutex // guards all
	all []net.Conn
}

func (c *cutting) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		c.all = append(c.all, conn)
	}
	return conn, err
}

// cut cuts all connections to a server of openShop.
func cut(web *httptest.Server) {
	c := web.Listener.(*cutting)
	c.mu.Lock()
	all := c.all
	c.all = nil
	c.mu.Unlock()
	for _, conn := range all {
		_ = conn.Close() // it may have been closed before
	}
}

// serverAt builds the way to a server.
func serverAt(t *testing.T, url string, change ...func(*ServerOptions)) *Server {
	t.Helper()
	o := ServerOptions{URL: url, Kiosk: "kiosk-1", Rand: rand.Reader, Log: quiet, Every: leastEvery}
	for _, c := range change {
		c(&o)
	}
	s, err := NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answering is a server that answers everything alike.
func answering(t *testing.T, f http.HandlerFunc) string {
	t.Helper()
	web := httptest.NewServer(f)
	t.Cleanup(web.Close)
	return web.URL
}

// runs runs something until the test ends.
func runs(t *testing.T, run func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
}

// logged is what was logged, for whoever looks for secrets in it.
type logged struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// withLog has a server log where a test can read it.
func withLog(l *logged) func(*ServerOptions) {
	return func(o *ServerOptions) { o.Log = slog.New(slog.NewTextHandler(l, nil)) }
}
