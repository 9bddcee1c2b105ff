package books

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

var rewrite = flag.Bool("rewrite", false, "rewrite the stories in testdata with what the books say now")

// TestStories plays every story of testdata: what the journal and the others
// hold, a line of dashes, and what the books say of it.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
			if *rewrite {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s (-want +got), rewrite with -rewrite if you can say why:\n%s", file, diff)
			}
		})
	}
}

// play tells every block of a story on top of the ones before it.
func play(t *testing.T, text string) string {
	s := &story{t: t, now: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC), orders: map[string]int64{}}
	var out []string
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		told, _, _ := strings.Cut(block, "\n----")
		s.hq, s.van, s.pad, s.acked = nil, "", nil, ^uint64(0)
		for line := range strings.SplitSeq(told, "\n") {
			if line != "" && line[0] != '#' {
				s.command(line)
			}
		}
		out = append(out, told+"\n----\n"+s.report())
	}
	return strings.Join(out, "\n")
}

// story is a journal, and what the others hold.
type story struct {
	t      *testing.T
	now    time.Time
	facts  []queue.Fact
	orders map[string]int64
	hq     []wire.Settled
	acked  uint64
	pad    *pay.Totals
	van    string
}

func (s *story) command(line string) {
	s.now = s.now.Add(time.Minute)
	name, rest, _ := strings.Cut(line, " ")
	f := append(strings.Fields(rest), "", "", "", "")
	switch name {
	case "paid": // KEY AMOUNT METHOD NUMBER
		s.begin(f[0], f[1])
		s.write(wire.KindApproved, f[0], wire.Body{Approval: s.approval(f[0], f[2], f[3])})
	case "by-phone": // KEY AMOUNT WAY NUMBER
		s.begin(f[0], f[1])
		a := s.approval(f[0], f[2], f[3])
		a.Via, a.Device = f[2], ""
		s.write(wire.KindApproved, f[0], wire.Body{Approval: a})
	case "unknown": // KEY AMOUNT
		s.begin(f[0], f[1])
		s.write(wire.KindUnknown, f[0], wire.Body{})
	case "back": // KEY AMOUNT
		sale := s.approval(f[0], "", "")
		back := *sale
		back.At = s.now.Format(pay.PadClockFormat)
		part := &wire.Void{Part: 1, Amount: s.number(f[1]), Split: &wire.Split{Supply: s.number(f[1])}}
		s.write(wire.KindVoiding, f[0], wire.Body{Approval: sale, Void: part})
		s.write(wire.KindVoided, f[0], wire.Body{Approval: &back, Void: part})
	case "pad-hands-in":
		s.write(wire.KindDayClosed, "", wire.Body{Day: &wire.Day{Pad: &wire.DayTotals{}}})
	case "tomorrow":
		s.now = s.now.AddDate(0, 0, 1)
	case "hq": // KEY STATUS AMOUNT BACK
		s.hq = append(s.hq, wire.Settled{Key: f[0], Status: f[1], Amount: s.number(f[2]), Refunded: s.number(f[3])})
	case "hq-has-up-to":
		s.acked = uint64(s.number(f[0]))
	case "pad": // NET COUNT
		s.pad = &pay.Totals{Amount: pay.Amount(s.number(f[0])), Count: int(s.number(f[1]))}
	case "van":
		s.van += rest + "\n"
	default:
		s.t.Fatalf("no such command: %s", line)
	}
}

func (s *story) number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil && text != "" {
		s.t.Fatal(err)
	}
	return n
}

func (s *story) begin(key, amount string) {
	s.orders[key] = s.number(amount)
	s.write(wire.KindOrdered, key, wire.Body{Order: &wire.Order{Key: key, Currency: "KRW", Total: s.orders[key], Split: wire.Split{Supply: s.orders[key]}}})
	s.write(wire.KindStarted, key, wire.Body{Attempt: 1, Charge: &wire.Charge{Amount: s.orders[key], Currency: "KRW"}, Mark: &wire.Mark{Empty: true}})
}

// approval is one by the pad's clock. One that is known stays as it is.
func (s *story) approval(key, method, number string) *wire.Approval {
	for _, f := range s.facts {
		var b wire.Body
		if f.Key == key && json.Unmarshal(f.Body, &b) == nil && b.Approval != nil {
			return b.Approval
		}
	}
	return &wire.Approval{
		Ref: key + number, Number: number, Currency: "KRW", Amount: s.orders[key],
		Method: method, Device: "pad-1", At: s.now.Format(pay.PadClockFormat),
	}
}

func (s *story) write(kind, key string, b wire.Body) {
	b.Version = wire.BodyVersion
	text, err := json.Marshal(b)
	if err != nil {
		s.t.Fatal(err)
	}
	f := queue.Fact{Seq: uint64(len(s.facts) + 1), At: s.now, Kind: kind, Key: key, Body: text}
	if kind == wire.KindDayClosed {
		f.Ref = agent.DayClosedName
	}
	s.facts = append(s.facts, f)
}

// Find implements [Journal].
func (s *story) Find(name string) (found []queue.Fact, err error) {
	for _, f := range s.facts {
		if f.Key == name || f.Ref == name {
			found = append(found, f)
		}
	}
	return found, nil
}

// From implements [Journal].
func (s *story) From(seq uint64, l queue.Limit) ([]queue.Fact, error) {
	begin := min(int(seq)-1, len(s.facts))
	return s.facts[begin:min(begin+l.Facts, len(s.facts))], nil
}

func (s *story) report() string {
	d, err := Read(s, s.now.Format(time.DateOnly), time.UTC)
	r := NewReport(d)
	if err == nil && s.hq != nil {
		err = r.MeetHQ(s.hq, s.acked, func(key string) (bool, error) { facts, err := s.Find(key); return len(facts) > 0, err })
	}
	if err == nil && s.pad != nil {
		var since Since
		since, err = Count(s, true)
		r.MeetPad(since, *s.pad)
	}
	if err == nil && s.van != "" {
		var rows []Row
		if rows, err = ReadStatement(strings.NewReader(s.van)); err == nil {
			err = r.MeetStatement(rows, func(string) (pay.Key, error) { return "", nil })
		}
	}
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	return tell(r)
}

func tell(r Report) string {
	var out strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	for _, m := range append(r.Methods, Method{"together", r.Sum}) {
		say("%s: %d sales %d, %d refunds %d, net %d", m.Name, m.Sales, m.Taken, m.Refunds, m.Back, m.Net)
	}
	for _, s := range r.States {
		say("%s: %d payments of %d", s.Status, s.Count, s.Amount)
	}
	for _, side := range []struct {
		name string
		Side
	}{{"HQ", r.HQ}, {"pad", r.Pad}, {"statement", r.Statement}} {
		if side.Compared {
			say("%s: %d, %d", side.name, side.Count, side.Amount)
		} else if side.Why != "" {
			say("%s: %s", side.name, side.Why)
		}
	}
	if !r.ThirdSide() {
		say(NotCompared)
	}
	for _, d := range r.Differences {
		say("DIFFERS %s %s %s: here %d, there %d: %s", d.Side, d.Key, d.Number, d.Ours, d.Theirs, d.What)
	}
	return out.String()
}
