package thirdparty

import (
	"context"
	"fmt"
	"net/http"
)

// events keeps a stream of server-sent events open.
func (s *Server) events(ctx context.Context, announce func(Announcement)) error {
	last := ""
	return s.keepOpen(ctx, Events, func(up func()) error { return s.stream(ctx, &last, up, announce) })
}

// stream is one stream, until it ends. last is the id of the last event, by which
// a server that keeps its events sends those that were missed.
func (s *Server) stream(ctx context.Context, last *string, up func(), announce func(Announcement)) error {
	h := http.Header{"Accept": {typeEvents}, "Cache-Control": {"no-cache"}}
	if *last != "" {
		h.Set("Last-Event-Id", *last)
	}
	r, err := s.do(ctx, http.MethodGet, s.o.Paths.Events, nil, h)
	if err != nil {
		return err
	}
	defer func() { _ = r.Body.Close() }()
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: the server answered %s", s.o.Paths.Events, r.Status)
	}
	if err := wantType(r, typeEvents); err != nil {
		return fmt.Errorf("GET %s: %w", s.o.Paths.Events, err)
	}
	up()
	for from := readEvents(r.Body); ; {
		e, err := from.next()
		if err != nil {
			return err
		}
		*last = e.id
		if e.name == s.o.Names.of(nameSSEReady) {
			s.heard(e, announce)
		}
	}
}

func (s *Server) heard(e sentEvent, announce func(Announcement)) {
	key, err := parseEvent(e.data, s.o.Names)
	if err != nil {
		s.o.Log.Warn("the operator's server pushed nonsense; it is ignored", "way", Events, "err", err)
		return
	}
	announce(Announcement{Key: key, Way: Events})
}
