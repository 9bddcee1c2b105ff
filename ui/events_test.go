package ui_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// listener reads a stream of views.
type listener struct {
	*testing.T
	lines *bufio.Scanner
}

func (d door) listen(changes ...func(*http.Request)) listener {
	d.Helper()
	answer := d.ask("GET", "/api/v1/events", "", changes...)
	if kind := answer.Header.Get("Content-Type"); kind != "text/event-stream" {
		d.Fatalf("the stream came as %q, status %d", kind, answer.StatusCode)
	}
	return listener{d.T, bufio.NewScanner(answer.Body)}
}

// next reads one event and returns the agent's part of its view.
func (l listener) next() agent.View {
	l.Helper()
	return l.nextWhole().View
}

// nextWhole reads one event, and checks that its id is the view's number.
func (l listener) nextWhole() ui.View {
	l.Helper()
	var v ui.View
	var event, id string
	for l.lines.Scan() && l.lines.Text() != "" {
		name, value, _ := strings.Cut(l.lines.Text(), ": ")
		switch name {
		case "event":
			event = value
		case "id":
			id = value
		case "data":
			if err := json.Unmarshal([]byte(value), &v); err != nil {
				l.Fatal(err)
			}
		}
	}
	if event != "view" || id != fmt.Sprint(v.Seq) {
		l.Fatalf("event %q with id %q carries view %d (%v)", event, id, v.Seq, l.lines.Err())
	}
	return v
}

func TestEvents(t *testing.T) {
	t.Parallel()
	d := open(t)
	page := d.listen()
	if v := page.next(); v.State != agent.Idle {
		t.Errorf("first %s", v.State)
	}
	d.agent.Show(agent.View{State: agent.Preparing})
	if v := page.next(); v.State != agent.Preparing {
		t.Errorf("then %s", v.State)
	}
	back := d.listen(header("Last-Event-ID", "999"))
	if diff := cmp.Diff(d.agent.View(), back.next()); diff != "" {
		t.Errorf("a page that returns sees (-want +got):\n%s", diff)
	}
}

// TestTooManyStreams: pages that nobody closed do not pile up without end.
func TestTooManyStreams(t *testing.T) {
	t.Parallel()
	d := open(t)
	for range 32 {
		d.listen().next()
	}
	refused(t, d.ask("GET", "/api/v1/events", ""), 503)
}

// TestHeartbeat: a silent stream shows every 15 seconds that it lives.
func TestHeartbeat(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := ui.New(ui.Options{Agent: fake.New()})
		if err != nil {
			t.Fatal(err)
		}
		local := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7700}
		ctx, leave := context.WithCancel(context.WithValue(t.Context(), http.LocalAddrContextKey, local))
		r := httptest.NewRequestWithContext(ctx, "GET", "http://127.0.0.1:7700/api/v1/events", nil)
		r.RemoteAddr = "127.0.0.1:4711"
		w := httptest.NewRecorder()
		ended := make(chan struct{})
		go func() { defer close(ended); s.ServeHTTP(w, r) }()
		time.Sleep(46 * time.Second)
		leave()
		<-ended
		if beats := strings.Count(w.Body.String(), "\n: "); beats != 3 {
			t.Errorf("%d heartbeats in 46 s, want 3:\n%s", beats, w.Body)
		}
	})
}

// TestRunEndsStreams: a page that listens does not keep the kiosk from stopping, and
// neither does a browser that has opened a connection and not asked for anything yet.
func TestRunEndsStreams(t *testing.T) {
	t.Parallel()
	l, err := ui.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	told := fake.New()
	s, err := ui.New(ui.Options{Agent: told, Listener: l})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	page := door{T: t, agent: told, url: "http://" + l.Addr().String(), client: http.DefaultClient}.listen()
	page.next()
	ahead, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ahead.Close() }() // the server has cut it
	stop()
	if err := <-ended; err != nil {
		t.Errorf("stopped with %v", err)
	}
	for page.lines.Scan() {
	}
}
