package ui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// heartbeat is how often a silent stream shows that it lives; patience is how
// long a page may take to read what it was sent.
const (
	heartbeat = 15 * time.Second
	patience  = 10 * time.Second
)

// events streams views: the present one at once, then each that follows. A page
// that returns needs none of those it missed, so Last-Event-ID changes nothing.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		s.fail(w, r, refuse(http.StatusServiceUnavailable, "streams",
			fmt.Sprintf("%d pages are listening already", maxStreams), "Close pages that nobody looks at."))
		return
	}
	err := s.stream(newStream(w), r.Context())
	if err != nil && r.Context().Err() == nil {
		s.log.Warn("local API: a stream of views broke off", "error", err)
	}
}

func (s *Server) stream(out *stream, ctx context.Context) error {
	last := s.now()
	for {
		if err := out.view(last.view); err != nil {
			return err
		}
		var err error
		if last, err = s.next(ctx, out, last); err != nil {
			return err
		}
	}
}

// next waits for the view after the last, and keeps the stream alive meanwhile.
func (s *Server) next(ctx context.Context, out *stream, last shown) (shown, error) {
	for {
		v, err := s.waitFor(ctx, heartbeat, last)
		if err == nil {
			return v, nil
		}
		if ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			return shown{}, fmt.Errorf("wait for the next view: %w", err)
		}
		if err := out.write(": still here\n\n"); err != nil {
			return shown{}, err
		}
	}
}

func (s *Server) waitFor(ctx context.Context, limit time.Duration, last shown) (shown, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return s.after(ctx, last)
}

// stream is one page's end of the events.
type stream struct {
	w  http.ResponseWriter
	rc *http.ResponseController
}

func newStream(w http.ResponseWriter) *stream {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	return &stream{w: w, rc: http.NewResponseController(w)}
}

func (s *stream) view(v View) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write view %d as JSON: %w", v.Seq, err)
	}
	return s.write(fmt.Sprintf("event: view\nid: %d\nretry: 1000\ndata: %s\n\n", v.Seq, body))
}

// write sends text at once, and gives up on a page that does not read.
func (s *stream) write(text string) error {
	err := s.rc.SetWriteDeadline(time.Now().Add(patience))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("set the time limit of an event: %w", err)
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return fmt.Errorf("send an event: %w", err)
	}
	if err := s.rc.Flush(); err != nil {
		return fmt.Errorf("send an event: %w", err)
	}
	return nil
}
