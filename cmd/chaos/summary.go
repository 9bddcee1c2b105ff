package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"kioskd/cmd/chaos/internal/world"
)

// summary is what all seeds come to.
type summary struct {
	c             config
	out, progress io.Writer
	begun, told   time.Time
	lived         map[uint64]string // hashes of seeds that are to be repeated

	Seeds       int               `json:"seeds"`
	Lost        int               `json:"lost"`
	Doubled     int               `json:"doubled"`
	Unexplained int               `json:"unexplained"`
	Stuck       int               `json:"stuck"`
	Charged     int               `json:"charged"`
	Phoned      int               `json:"phoned"`
	Starts      int               `json:"starts"`
	Watched     int               `json:"watched"`
	Gone        int               `json:"gone"`
	Lived       float64           `json:"lived_hours"`
	Seconds     float64           `json:"seconds"`
	PerSecond   float64           `json:"seeds_per_second"`
	FirstFailed int               `json:"first_failed,omitempty"` // the how manieth seed it was
	Repeated    int               `json:"repeated,omitempty"`     // seeds that were the same again
	Hashes      map[uint64]string `json:"hashes,omitempty"`
	Failed      []world.Result    `json:"failed,omitempty"`
}

func newSummary(c config, out, progress io.Writer) *summary {
	return &summary{c: c, out: out, progress: progress, begun: time.Now(), told: time.Now(), lived: map[uint64]string{}, Hashes: map[uint64]string{}}
}

// maxFailed bounds how many failures are kept and printed in full.
const maxFailed = 10

func (s *summary) add(r world.Result) {
	if first, again := s.lived[r.Seed]; again && first == r.Hash {
		s.Repeated++
		return
	} else if again {
		r.Findings = append(r.Findings, world.Finding{Kind: world.Unexplained, Text: "lived through again, the seed was another one: " + r.Hash + " after " + first})
	} else if s.c.repeat > 1 {
		s.lived[r.Seed] = r.Hash
	}
	s.Seeds++
	s.Lost += r.Count(world.Lost)
	s.Doubled += r.Count(world.Doubled)
	s.Unexplained += r.Count(world.Unexplained)
	s.Stuck += r.Count(world.Stuck)
	s.Charged, s.Phoned, s.Starts = s.Charged+r.Charged, s.Phoned+r.Phoned, s.Starts+r.Starts
	s.Watched, s.Gone = s.Watched+r.Watched, s.Gone+r.Gone
	s.Lived += r.Lived.Hours()
	if len(s.Hashes) < maxHashes {
		s.Hashes[r.Seed] = r.Hash
	}
	if r.Failed() && s.FirstFailed == 0 {
		s.FirstFailed = s.Seeds
	}
	if r.Failed() && len(s.Failed) < maxFailed {
		s.Failed = append(s.Failed, r)
	}
	s.tell(r)
}

// maxHashes bounds how many hashes of timelines are printed.
const maxHashes = 1000

// tell prints what is worth it, and from time to time how far it is.
func (s *summary) tell(r world.Result) {
	if (r.Failed() && len(s.Failed) <= maxFailed || s.c.timeline) && !s.c.json {
		s.say(s.out, "%s", r.Timeline)
		for _, f := range r.Findings {
			s.say(s.out, "seed %d: %s: %s\n", r.Seed, f.Kind, f.Text)
		}
	}
	if time.Since(s.told) >= 5*time.Second {
		s.told = time.Now()
		s.say(s.progress, "%s\n", s)
	}
}

// say prints. Who does not read it does not stop the work.
func (s *summary) say(to io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(to, format, args...)
}

func (s *summary) failed() bool { return s.Lost+s.Doubled+s.Unexplained+s.Stuck > 0 }

func (s *summary) String() string {
	again := ""
	if s.c.repeat > 1 {
		again = fmt.Sprintf(" repeated=%d", s.Repeated)
	}
	return fmt.Sprintf("seeds=%d lost=%d doubled=%d unexplained=%d stuck=%d charged=%d phoned=%d starts=%d lived=%.0fh watched=%d gone=%d%s seeds_per_second=%.1f",
		s.Seeds, s.Lost, s.Doubled, s.Unexplained, s.Stuck, s.Charged, s.Phoned, s.Starts, s.Lived, s.Watched, s.Gone, again, s.rate())
}

func (s *summary) rate() float64 { return float64(s.Seeds) / time.Since(s.begun).Seconds() }

// print writes the last word.
func (s *summary) print() error {
	s.Seconds, s.PerSecond = time.Since(s.begun).Seconds(), s.rate()
	if s.c.json {
		return json.NewEncoder(s.out).Encode(s)
	}
	_, err := fmt.Fprintln(s.out, s)
	return err
}
