package agent

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

var rewrite = flag.Bool("rewrite", false, "rewrite the stories in testdata with what the machine does now")

// TestStories plays every story of testdata: what happened, a line of dashes,
// what the machine did.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			playFile(t, file)
		})
	}
}

func playFile(t *testing.T, file string) {
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := newStory(t).play(string(want))
	if *rewrite {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got), rewrite with -rewrite if you can say why:\n%s", file, diff)
	}
}

// story is a machine with a journal in memory and a clock that only the story
// moves.
type story struct {
	t       *testing.T
	now     time.Time
	machine Machine
	journal *memory
	policy  Policy
	asks    bool          // the shop's server is asked
	parts   bool          // the pad takes parts back
	test    bool          // the pad is simulated, from the next start on
	ahead   time.Duration // the pad's clock, of the kiosk's
	mark    uint64
	points  *pay.Own // of the next order
	hold    *Fault
	broken  bool
	clock   *Clock
	out     bytes.Buffer
	moves   func(from, to State)
}

// storyBegins is when every story does.
var storyBegins = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

func newStory(t *testing.T) *story {
	return &story{t: t, now: storyBegins, journal: &memory{}, moves: checkMove(t), clock: StartClock(ClockMemory{}, storyBegins)}
}

// play runs a story's blocks and returns the text with what the machine did.
func (s *story) play(text string) string {
	for block := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n\n") {
		told, _, _ := strings.Cut(block, "\n----")
		s.out.WriteString(told + "\n")
		if !hasCommands(told) {
			s.out.WriteString("\n")
			continue
		}
		s.out.WriteString("----\n")
		for line := range strings.SplitSeq(told, "\n") {
			if line != "" && line[0] != '#' {
				s.command(strings.Fields(line))
			}
		}
		s.out.WriteString(s.describe() + "\n\n")
	}
	return strings.TrimRight(s.out.String(), "\n") + "\n"
}

func hasCommands(block string) bool {
	for line := range strings.SplitSeq(block, "\n") {
		if line != "" && line[0] != '#' {
			return true
		}
	}
	return false
}

func (s *story) step(e Event) {
	before := s.machine.State()
	next, effects := s.machine.Step(e)
	s.machine = next
	if _, ok := e.(RecordFailed); !ok {
		s.moves(before, next.State())
	}
	for _, effect := range effects {
		if r, ok := effect.(Record); ok && s.broken {
			fmt.Fprintf(&s.out, "NOT WRITTEN %s\n", r.Facts[0].Kind)
			s.step(RecordFailed{Moment: Moment{At: s.now}, Kind: r.Facts[0].Kind, Key: r.Facts[0].Key})
			return
		}
		s.carryOut(effect)
	}
	if s.machine.Settled() {
		s.mark, _ = s.journal.Last()
	}
}

func (s *story) carryOut(e Effect) {
	switch e := e.(type) {
	case Record:
		for _, f := range e.Facts {
			f.Body.Clock = s.clock.Stamp(s.now)
			fmt.Fprintf(&s.out, "write %s\n", tell(f))
			s.append(f)
		}
	case AskSale:
		fmt.Fprintf(&s.out, "ask the shop's server\n")
	case Reserve:
		fmt.Fprintf(&s.out, "set %d points of %s aside as %s\n", e.Order.Own.Amount, e.Order.Own.Ref, e.ID)
	case Authorize:
		fmt.Fprintf(&s.out, "charge %s %d%s\n", e.Charge.Key, e.Charge.Amount, tellTerms(e.Charge))
	case SendVoid:
		fmt.Fprintf(&s.out, "void %s %d (%s)%s%s\n", e.Void.Key, e.Void.Amount, e.Void.Approval.Number, tellPart(e.Void), tellVia(e.Void.Approval.Via))
	case Resolve:
		fmt.Fprintf(&s.out, "ask the pad's memory\n")
	case AskWay:
		fmt.Fprintf(&s.out, "ask HQ whether %s is open\n", e.Via)
	case Follow:
		fmt.Fprintf(&s.out, "follow %s/%d at HQ\n", e.Charge.Key, e.Charge.Attempt)
	case AskMark:
		fmt.Fprintf(&s.out, "ask for the mark\n")
	case EndDay:
		fmt.Fprintf(&s.out, "have the pad hand in\n")
	case AbortCall:
		fmt.Fprintf(&s.out, "abort%s\n", tellVia(e.Via))
	case Confirm:
		fmt.Fprintf(&s.out, "confirm to the pad\n")
	case Wake:
		fmt.Fprintf(&s.out, "wake after %s\n", e.At.Sub(s.now))
	case Reply:
		fmt.Fprintf(&s.out, "reply %s\n", tellFault(e.Fault))
	}
}

func (s *story) append(f Fact) {
	line, err := encode(s.now, f)
	if err == nil {
		_, err = s.journal.Append(context.Background(), line)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) book(key string) pay.Payment {
	p, err := book(s.journal, pay.Key(key))
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *story) known(ref, number string) Known {
	k, err := known(s.journal, ref, number)
	if err != nil {
		s.t.Fatal(err)
	}
	return k
}

// tooLateFor is what the agent would say of an approval in the pad's memory.
func (s *story) tooLateFor(a pay.Approval) []pay.Key {
	w := window{journal: s.journal, now: reading{s.now, *s.clock.Stamp(s.now)}, length: DefaultDeadlines.Charge + windowSlack, place: time.UTC}
	old, err := w.tooLateFor(s.machine, a.At)
	if err != nil {
		s.t.Fatal(err)
	}
	return old
}
