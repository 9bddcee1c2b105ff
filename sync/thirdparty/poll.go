package thirdparty

import (
	"context"
	"time"
)

// poll asks for the items again and again, and announces all of them: the inbox
// knows which are new. An answer that has not changed costs the server next to
// nothing where it gives its answers a tag.
func (s *Server) poll(ctx context.Context, announce func(Announcement)) error {
	tick := time.NewTicker(s.o.Every)
	defer tick.Stop()
	wait, tag, known := backoff{rand: s.o.Rand}, "", []Item(nil)
	for ctx.Err() == nil {
		items, now, err := s.ask(ctx, tag)
		if ctx.Err() != nil {
			break
		}
		s.links.note(string(Poll), err)
		if err != nil {
			tag = ""
			pause(ctx, max(s.o.Every, min(wait.next(), pollPause)), nil)
			continue
		}
		wait.reset()
		if now != tag || now == "" {
			tag, known = now, items
		}
		for _, item := range known {
			announce(Announcement{Key: item.Key, Way: Poll, Item: &item})
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	return nil
}

// pollPause is the longest pause between polls of a server that is away: longer
// ones would keep a customer waiting once it is back.
const pollPause = 10 * time.Second
