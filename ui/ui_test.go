package ui_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

var (
	_ ui.Agent = (*agent.Agent)(nil)
	_ ui.Agent = (*fake.Agent)(nil)
)

// door is a running server with an agent that does as told.
type door struct {
	*testing.T
	agent  *fake.Agent
	url    string
	server *ui.Server
	client *http.Client // has the session of a screen that was launched
}

func open(t *testing.T) door {
	t.Helper()
	told := fake.New()
	control := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "control "+r.URL.Path)
	})
	return serve(t, ui.Options{Agent: told, Control: control, Controller: "the-machine", Staff: "the-people", Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
}

func serve(t *testing.T, o ui.Options) door {
	t.Helper()
	s, err := ui.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	told, _ := o.Agent.(*fake.Agent)
	d := door{t, told, server.URL, s, http.DefaultClient}
	return d.launched()
}

// launched returns the door with a session, as a browser gets it.
func (d door) launched() door {
	d.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.Fatal(err)
	}
	d.client = &http.Client{Jar: jar, Transport: asBrowsersDo(d.Cleanup)}
	if got := d.ask("GET", d.launch(), "").StatusCode; got != http.StatusOK {
		d.Fatalf("the launched page: status %d", got)
	}
	return d
}

// asBrowsersDo finds all names below localhost on this machine, as browsers do by
// themselves.
func asBrowsersDo(cleanup func(func())) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if name, port, ok := strings.Cut(addr, ".localhost:"); ok && name != "" {
			addr = "127.0.0.1:" + port
		}
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	cleanup(t.CloseIdleConnections)
	return t
}

// launch returns a path that opens the page once.
func (d door) launch() string {
	d.Helper()
	path, err := d.server.Launch()
	if err != nil {
		d.Fatal(err)
	}
	return path
}

// program returns the door of a local program that is no screen.
func (d door) program() door {
	d.client = http.DefaultClient
	return d
}

// ask sends a request; each change is made to it before.
func (d door) ask(method, path, body string, changes ...func(*http.Request)) *http.Response {
	d.Helper()
	r, err := http.NewRequestWithContext(d.Context(), method, d.url+path, strings.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, change := range changes {
		change(r)
	}
	answer, err := d.client.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func host(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }

// read decodes an answer with this status.
func read[T any](t *testing.T, answer *http.Response, status int) T {
	t.Helper()
	var into T
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != status {
		t.Fatalf("status %d, want %d: %s", answer.StatusCode, status, body)
	}
	if err := json.Unmarshal(body, &into); err != nil {
		t.Fatalf("read %s: %v", body, err)
	}
	return into
}

type problem struct {
	Type, Title, Detail, Next string
	Status, Fault             int
}

// refused reads a refusal and checks that it says what to do next.
func refused(t *testing.T, answer *http.Response, status int) problem {
	t.Helper()
	p := read[problem](t, answer, status)
	if got := answer.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("a refusal came as %q", got)
	}
	if p.Next == "" || p.Detail == "" || p.Title == "" || p.Type == "" || p.Status != status {
		t.Errorf("a refusal without what to do next: %+v", p)
	}
	return p
}

// order stores an order of one americano.
func (d door) order() pay.Order {
	d.Helper()
	return read[pay.Order](d.T, d.ask("POST", "/api/v1/orders", `{"picks":[{"item":"americano","quantity":1}],"language":"en"}`), 201)
}
