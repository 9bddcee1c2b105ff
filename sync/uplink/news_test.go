package uplink_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
)

// TestNews: what HQ hints at is handed on, as often as it comes.
func TestNews(t *testing.T) {
	t.Parallel()
	said := []wire.News{{Of: wire.NewsOfOnline, Key: "key-01", Attempt: 2}, {Of: "the.future"}, {Of: wire.NewsOfOnline}, {Of: wire.NewsOfOnline}}
	talk := func(s *script) {
		s.greet(welcomeAt(0))
		for _, n := range said {
			s.say(&n)
		}
		for f := s.facts(); f != nil; f = s.facts() {
			s.say(&wire.Ack{Upto: f.Last})
		}
	}
	var heard []wire.News // by the uplink's goroutine; read once the facts, which come later, are uploaded
	var links []bool      // the same
	o := uplink.Options{News: func(n wire.News) { heard = append(heard, n) }, Linked: func(up bool) { links = append(links, up) }}
	playWith(t, o, journal(3), scripted{t, talk}, func(w *world) {
		w.start()
		w.until("uploaded", time.Minute, w.uploaded)
		if !slices.Equal(links, []bool{true}) {
			t.Errorf("links %v, want one that came", links)
		}
	})
	if n := len(links); n%2 != 0 || links[n-1] {
		t.Errorf("links %v: in the end it is gone", links)
	}
	if diff := cmp.Diff(said, heard); diff != "" {
		t.Errorf("news (-said +heard):\n%s", diff)
	}
}
