package pgsimtest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
)

// Town is a network without a network: whoever asks for a host gets its handler. Lines
// break and hang as real ones do, and a bubble of testing/synctest may be around it.
type Town map[string]http.Handler

// RoundTrip implements [http.RoundTripper].
func (t Town) RoundTrip(r *http.Request) (*http.Response, error) {
	h := t[r.URL.Host]
	if h == nil {
		return nil, fmt.Errorf("no such host: %s", r.URL.Host)
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	body, pipe := io.Pipe()
	l := &line{pipe: pipe, head: make(chan int, 1), header: http.Header{}}
	in := r.Clone(r.Context())
	in.RequestURI, in.Host = r.URL.RequestURI(), r.URL.Host
	if in.Body == nil {
		in.Body = http.NoBody
	}
	go l.serve(h, in)
	select {
	case status := <-l.head:
		if status == 0 {
			return nil, io.ErrUnexpectedEOF
		}
		return &http.Response{StatusCode: status, Header: l.header, Body: body, Request: r, ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1}, nil
	case <-r.Context().Done():
		_ = body.Close() // frees the handler
		return nil, r.Context().Err()
	}
}

// line is the handler's end of a connection.
type line struct {
	pipe   *io.PipeWriter
	head   chan int // the status once, or 0 when the line broke before it
	header http.Header
	once   sync.Once
}

// serve ends the line as net/http does: a handler that aborts breaks it.
func (l *line) serve(h http.Handler, r *http.Request) {
	defer func() {
		end := io.EOF
		if why := recover(); why != nil {
			end = io.ErrUnexpectedEOF
			l.begin(0)
			if err, ok := why.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				defer panic(why)
			}
		}
		l.begin(http.StatusOK)
		_ = l.pipe.CloseWithError(end) // always nil
	}()
	h.ServeHTTP(l, r)
}

func (l *line) begin(status int) { l.once.Do(func() { l.head <- status }) }

// Header implements [http.ResponseWriter].
func (l *line) Header() http.Header { return l.header }

// WriteHeader implements [http.ResponseWriter].
func (l *line) WriteHeader(status int) { l.begin(status) }

// Write implements [http.ResponseWriter].
func (l *line) Write(b []byte) (int, error) {
	l.begin(http.StatusOK)
	return l.pipe.Write(b)
}

// Flush implements [http.Flusher]: everything is on the line at once.
func (l *line) Flush() { l.begin(http.StatusOK) }
