package uplink_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

func TestAcksTwiceAndFromThePast(t *testing.T) {
	t.Parallel()
	var got [][]byte
	talk := func(s *script) {
		s.greet(welcomeAt(0))
		for f := s.facts(); f != nil; f = s.facts() {
			got = append(got, f.Lines...)
			for _, upto := range []uint64{f.Last, f.Last, 1, f.First, f.Last} {
				s.say(&wire.Ack{Upto: upto})
			}
		}
	}
	play(t, journal(1000), scripted{t, talk}, func(w *world) {
		w.start()
		w.until("uploaded", time.Minute, w.uploaded)
		time.Sleep(time.Minute)
		if !equalLines(got, w.source.j.Lines) {
			t.Errorf("HQ got %d lines, want the journal's %d once and in order", len(got), len(w.source.j.Lines))
		}
		if n := w.lan.dials.Load(); n != 1 {
			t.Errorf("%d connections, want 1", n)
		}
	})
}

func TestNoMoreOnTheWayThanHQAllows(t *testing.T) {
	t.Parallel()
	const window, batch = 3, 10
	var most, sizes atomic.Int64
	talk := func(s *script) {
		s.greet(func(*wire.Hello) wire.Message {
			return &wire.Welcome{Time: time.Now(), Limits: wire.Limits{BatchFacts: batch, InFlight: window}}
		})
		frames := make(chan *wire.Facts, 100)
		go func() {
			defer close(frames)
			for f := s.facts(); f != nil; f = s.facts() {
				sizes.Store(max(sizes.Load(), int64(f.Count)))
				frames <- f
			}
		}()
		for {
			time.Sleep(time.Second) // a slow HQ
			most.Store(max(most.Load(), int64(len(frames))))
			f, ok := <-frames
			if !ok {
				return
			}
			s.say(&wire.Ack{Upto: f.Last})
		}
	}
	play(t, journal(400), scripted{t, talk}, func(w *world) {
		w.start()
		w.until("uploaded", 10*time.Minute, w.uploaded)
		if most.Load() != window || sizes.Load() != batch {
			t.Errorf("at most %d frames of %d facts, want %d of %d", most.Load(), sizes.Load(), window, batch)
		}
	})
}

// An HQ that speaks nonsense never moves the position, is told why, and is
// left alone for a while.
func TestNonsenseFromHQ(t *testing.T) {
	t.Parallel()
	raw := func(kind int, b string) func(*script) {
		return func(s *script) {
			s.greet(welcomeAt(0))
			_ = s.conn.WriteMessage(kind, []byte(b)) // the kiosk may have gone
		}
	}
	for name, talk := range map[string]func(*script){
		"an ack of what was never sent": func(s *script) {
			s.greet(welcomeAt(0))
			s.facts()
			s.say(&wire.Ack{Upto: 1000})
		},
		"a reject of what was never sent": func(s *script) {
			s.greet(welcomeAt(0))
			s.facts()
			s.say(&wire.Reject{Seq: 1000, Reason: "no"})
		},
		"a second challenge": func(s *script) {
			s.greet(welcomeAt(0))
			s.say(&wire.Challenge{Nonce: "n", Version: 1})
		},
		"no challenge":   func(s *script) { s.say(&wire.Ack{Upto: 1}) },
		"no welcome":     func(s *script) { s.greet(func(*wire.Hello) wire.Message { return &wire.Ack{Upto: 1} }) },
		"no JSON":        raw(websocket.TextMessage, "hello"),
		"a binary frame": raw(websocket.BinaryMessage, `{"type":"ack","upto":1}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var told atomic.Value
			play(t, journal(20), scripted{t, func(s *script) {
				talk(s)
				if e, ok := s.hearOut().(*wire.Error); ok {
					told.Store(e.Code)
				}
			}}, func(w *world) {
				w.start()
				time.Sleep(10 * time.Minute)
				if p := w.source.Position(); p != 0 {
					t.Errorf("position %d, want 0", p)
				}
				if s := w.up.State(); !strings.Contains(s.Error, "HQ broke the protocol") {
					t.Errorf("state: %+v", s)
				}
				if told.Load() != wire.CodeMalformed {
					t.Errorf("HQ was told %v, want %s", told.Load(), wire.CodeMalformed)
				}
				if n := w.lan.dials.Load(); n < 5 || n > 40 {
					t.Errorf("%d attempts in ten minutes, want patience", n)
				}
			})
		})
	}
}

func TestOversizedMessageFromHQ(t *testing.T) {
	t.Parallel()
	play(t, journal(5), scripted{t, func(s *script) {
		s.greet(welcomeAt(0))
		_ = s.conn.WriteMessage(websocket.TextMessage, make([]byte, wire.MaxMessage+1)) // cut off in the middle
	}}, func(w *world) {
		w.start()
		w.until("the connection ends", 15*time.Second, func() bool { return strings.Contains(w.up.State().Error, "HQ broke the protocol") })
		if p := w.source.Position(); p != 0 {
			t.Errorf("position %d, want 0", p)
		}
	})
}

func TestMessagesOfALaterHQArePassedOver(t *testing.T) {
	t.Parallel()
	play(t, journal(5), scripted{t, func(s *script) {
		news := func() { _ = s.conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"weather","x":[1]}`)) }
		news()
		s.greet(welcomeAt(0))
		news()
		s.say(&wire.Ack{Upto: s.facts().Last})
		s.hearOut()
	}}, func(w *world) {
		w.start()
		w.until("uploaded", time.Second, w.uploaded)
		if n := w.lan.dials.Load(); n != 1 {
			t.Errorf("%d connections, want 1", n)
		}
	})
}

// Nothing of a forked epoch is sent, but the kiosk stays in touch; and a new
// epoch is introduced by itself.
func TestFork(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(*wire.Hello) wire.Message{
		"HQ says so":               func(*wire.Hello) wire.Message { return &wire.Fork{Reason: "another chain"} },
		"HQ is ahead":              welcomeAt(21),
		"HQ's last fact is other":  func(*wire.Hello) wire.Message { return &wire.Welcome{Acked: 7, Hash: wire.SeedHash("x")} },
		"HQ says so after a while": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var facts, statuses atomic.Int64
			var epoch atomic.Value
			talk := func(s *script) {
				if answer == nil {
					s.greet(func(h *wire.Hello) wire.Message {
						epoch.Store(h.Epoch)
						return &wire.Welcome{Acked: 19, Time: time.Now()}
					})
					s.facts()
					s.say(&wire.Fork{Reason: "another chain"})
					s.say(&wire.Ack{Upto: 20}) // must not count any more
				} else {
					s.greet(answer)
				}
				epoch.Store(s.hello.Epoch)
				for m := s.hear(); m != nil; m = s.hear() {
					switch m.(type) {
					case *wire.Facts:
						facts.Add(1)
					case *wire.Status:
						statuses.Add(1)
					}
				}
			}
			play(t, journal(20), scripted{t, talk}, func(w *world) {
				w.start()
				w.until("the fork is told", time.Second, func() bool { return w.up.State().Fork != "" })
				position := w.source.Position()
				w.source.grow(func(j *wiretest.Journal) { j.Sale("more", 1) })
				time.Sleep(2 * time.Minute)
				if facts.Load() != 0 || statuses.Load() < 4 {
					t.Errorf("%d frames of facts and %d statuses, want none and some", facts.Load(), statuses.Load())
				}
				if s := w.up.State(); !s.Connected || s.Fork == "" {
					t.Errorf("state: %+v", s)
				}
				if p := w.source.Position(); p != position {
					t.Errorf("position moved from %d to %d", position, p)
				}
				w.source.grow(func(j *wiretest.Journal) { *j, w.source.position = *wiretest.New("e2"), 0 })
				w.until("the new epoch is introduced", time.Minute, func() bool { return epoch.Load() == "e2" })
			})
		})
	}
}

func TestWrongToken(t *testing.T) {
	t.Parallel()
	h, store := memoryHQ(t)
	play(t, journal(5), h, func(w *world) {
		w.up = newUplink(t, uplink.Options{URL: "ws://localhost/sync", Source: w.source, Dial: w.lan.dial, Token: "not the token of kiosk-1"})
		w.start()
		w.until("HQ's refusal is told", time.Second, func() bool { return strings.Contains(w.up.State().Error, "wrong token") })
		if facts, err := store.Facts(t.Context(), hqFacts); err != nil || len(facts) != 0 {
			t.Errorf("stored: %v, %v", facts, err)
		}
	})
}

// A refused fact is put aside before it is passed, also when the line was cut
// before the refusal arrived.
func TestRefusedFacts(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]bool{"heard": false, "lost and repeated": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := journal(8)
			j.AddLine("this is no fact")
			j.Sale("after", 500)
			h, store := memoryHQ(t)
			play(t, j, h, func(w *world) {
				if lost {
					w.lan.wrap = deafOnce()
				}
				w.start()
				w.until("uploaded", time.Minute, w.uploaded)
				w.source.mu.Lock()
				defer w.source.mu.Unlock()
				if reason := w.source.rejected[9]; len(w.source.rejected) != 1 || !strings.Contains(reason, "not a fact") {
					t.Errorf("put aside: %v, want fact 9", w.source.rejected)
				}
				stored, err := store.Facts(t.Context(), hqFacts)
				if err != nil || !slices.ContainsFunc(stored, isAfter) {
					t.Errorf("what follows the refused fact is not stored: %d facts, %v", len(stored), err)
				}
			})
		})
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	good := uplink.Options{URL: "wss://hq.example.com/sync", Kiosk: kiosk, Token: token, Source: newSource(journal(0)), Status: func() wire.Status { return wire.Status{} }}
	if _, err := uplink.New(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*uplink.Options){
		"plain text to another machine": func(o *uplink.Options) { o.URL = "ws://hq.example.com/sync" },
		"plain text to an address":      func(o *uplink.Options) { o.URL = "ws://10.0.0.1/sync" },
		"a name that begins right":      func(o *uplink.Options) { o.URL = "ws://localhost.example.com/sync" },
		"a web address":                 func(o *uplink.Options) { o.URL = "https://hq.example.com/sync" },
		"no address":                    func(o *uplink.Options) { o.URL = "" },
		"a password in the address":     func(o *uplink.Options) { o.URL = "wss://a:b@hq.example.com/sync" },
		"no kiosk id":                   func(o *uplink.Options) { o.Kiosk = "" },
		"no token":                      func(o *uplink.Options) { o.Token = "" },
		"no source":                     func(o *uplink.Options) { o.Source = nil },
		"no status":                     func(o *uplink.Options) { o.Status = nil },
	} {
		o := good
		spoil(&o)
		if _, err := uplink.New(o); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
