package agent

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
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

func (s *story) describe() string {
	v := s.machine.View(pay.Store{})
	d := "screen: " + string(v.State)
	if v.Payment != nil {
		d += fmt.Sprintf(" %s (books: %s)", v.Payment.Key, v.Payment.Status)
	}
	if v.CardInside {
		d += ", card inside"
	}
	if v.Phone != nil {
		d += fmt.Sprintf(", code %s (%s)", v.Phone.Code, v.Phone.State)
	}
	if v.Payment != nil && v.State == Issued {
		d += ", account " + v.Payment.Account.Number
	}
	if v.Fault != nil {
		d += fmt.Sprintf(", fault %d", v.Fault.Number)
	}
	return d
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

func tellTerms(c pay.Charge) (s string) {
	if c.VAT != c.Amount/11 {
		s = fmt.Sprintf(" VAT %d", c.VAT)
	}
	if c.Instalment > 0 {
		s += fmt.Sprintf(" in %d months", c.Instalment)
	}
	if c.Signature {
		s += " with signature"
	}
	return s + tellVia(c.Via)
}

func tellVia(via string) string {
	if via == "" {
		return ""
	}
	return " by " + via
}

func tellPart(v pay.Void) string {
	if v.Part == 0 {
		return ""
	}
	return fmt.Sprintf(" part %d, VAT %d", v.Part, v.VAT)
}

func tellFault(f *Fault) string {
	if f == nil {
		return "ok"
	}
	return f.Error()
}

func tell(f Fact) string {
	s := f.Kind + " " + string(f.Key)
	if f.Ref != "" {
		s += " " + f.Ref
	}
	if c := f.Body.Charge; c != nil {
		s += tellVia(c.Via)
	}
	if f.Body.Account != nil {
		s += " account " + f.Body.Account.Number
	}
	if f.Sum != 0 {
		s += fmt.Sprintf(" sum %d", f.Sum)
	}
	if v := f.Body.Void; v != nil && v.Split != nil && (v.Part > 0 || v.Split.TaxFree > 0) {
		s += fmt.Sprintf(" supply %d, VAT %d, tax-free %d", v.Split.Supply, v.Split.VAT, v.Split.TaxFree)
	}
	if f.Body.Recovered {
		s += " recovered"
	}
	if f.Body.Fault != 0 {
		s += fmt.Sprintf(" fault %d", f.Body.Fault)
	}
	if f.Body.Check != "" {
		s += " " + f.Body.Check
	}
	if f.Body.Staff != nil {
		s += " by " + f.Body.Staff.Name + " because of " + f.Body.Staff.Reason
	}
	if a := f.Body.Approval; a != nil && a.Card != "" {
		s += " card " + a.Card
	}
	if c := f.Body.Clock; c != nil && c.Bad != "" {
		s += fmt.Sprintf(" at a time that is suspect (%s), in start %d", c.Bad, c.Boot)
	}
	if d := f.Body.Day; d != nil && d.Totals != nil {
		s += fmt.Sprintf(" %s net %d", d.Date, d.Totals.Net)
		if d.Pad != nil {
			s += fmt.Sprintf(" pad %d", d.Pad.Net)
		}
	}
	if f.Body.Reason != "" {
		s += ": " + f.Body.Reason
	}
	return s
}

// order stores one, of which an amount may be tax-free.
func (s *story) order(key pay.Key, total pay.Amount, taxFree string) {
	lines := []pay.Line{{Item: "coffee", Name: "Coffee", Price: total, Quantity: 1, Tax: pay.Taxed}}
	if taxFree != "" {
		lines[0].Price -= s.amount(taxFree)
		lines = append(lines, pay.Line{Item: "book", Name: "Book", Price: s.amount(taxFree), Quantity: 1, Tax: pay.TaxFree})
	}
	o, err := pay.NewOrder(key, pay.KRW, 10, lines)
	if err != nil {
		s.t.Fatal(err)
	}
	o.Own, s.points = s.points, nil
	s.append(Fact{Kind: wire.KindOrdered, Key: key, Body: wire.Body{Version: 1, Test: s.test, Order: WireOrder(o)}})
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

// padMemory reads "empty" or an approval as a mark, "returned" where it gave money
// back.
func (s *story) padMemory(args []string) pay.Mark {
	if args[0] == "empty" {
		return pay.Mark{Empty: true}
	}
	return s.approval(args).Mark()
}

// approval reads REF NUMBER AMOUNT, and perhaps card:DIGITS or ago:DURATION.
func (s *story) approval(args []string) pay.Approval {
	a := pay.Approval{
		Ref: args[0], Number: args[1], Amount: s.amount(args[2]), Currency: pay.KRW,
		At: pay.PadClock(s.now.Add(s.ahead).Format(pay.PadClockFormat)), Method: "credit", Device: "pad-1",
	}
	for _, word := range args[3:] {
		if ago, ok := strings.CutPrefix(word, "ago:"); ok {
			a.At = pay.PadClock(s.now.Add(s.ahead - s.duration(ago)).Format(pay.PadClockFormat))
		}
		if via, ok := strings.CutPrefix(word, "by:"); ok {
			a.Via, a.Device = via, ""
		}
		if digits, ok := strings.CutPrefix(word, "card:"); ok {
			a.Card = pay.MaskCard(digits)
		}
	}
	return a
}

// offer reads an approval and, after it, "reversible" or "void".
func (s *story) offer(args []string) pay.Offer {
	o := pay.Offer{Approval: s.approval(args), Final: true}
	for _, a := range args[3:] {
		o.Final = o.Final && a != "reversible"
		o.Voids = o.Voids || a == "void"
	}
	return o
}

func (s *story) duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return d
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

func (s *story) amount(a string) pay.Amount {
	n, err := strconv.ParseInt(a, 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return pay.Amount(n)
}
