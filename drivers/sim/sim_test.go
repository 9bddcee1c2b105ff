package sim

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/pay"
)

// mute is a protocol that says nothing and remembers a word.
type mute struct {
	Word string
	sets []string
}

func (*mute) Plug()             {}
func (*mute) Hear([]byte)       {}
func (m *mute) Restart(f bool)  { m.sets = append(m.sets, "restart") }
func (m *mute) Set(n, v string) { m.sets = append(m.sets, n+"="+v) }
func (m *mute) Memory() any     { return &m.Word }

func kindOf(m *mute) Kind {
	return Kind{
		Name: "mute", New: func(*Pad) (Protocol, error) { return m, nil },
		Without: []string{"stripe", "nack", LoseResponse}, Flags: []string{"shy"},
		Values:   map[string]Check{"mood": OneOf("good", "bad")},
		Settings: map[string]Check{"memory": OneOf("last", "frozen")},
		Code: func(v string) (string, error) {
			if len(v) != 2 {
				return "", errors.New("two characters")
			}
			return strings.ToUpper(v), nil
		},
		Help: "A mute pad also knows shy and mood.",
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := kindOf(new(mute)).Parse(`
# a comment
approve chip card-wait=3s van 1s
decline 6b shy   # and another
vanish van
restart forget
drop-ack late=9s amount=500 card-wait never mood=bad
void approve stubborn text=hello
memory frozen
`)
	if err != nil {
		t.Fatal(err)
	}
	plan := func(change func(*Plan)) *Plan { p := NewPlan(); change(p); return p }
	want := []step{
		{plan: plan(func(p *Plan) { p.Medium, p.CardWait, p.VAN = pay.Chip, 3*time.Second, time.Second })},
		{plan: plan(func(p *Plan) { p.Outcome, p.Code, p.own = Decline, "6B", map[string]string{"shy": ""} })},
		{plan: plan(func(p *Plan) { p.Outcome, p.AtVAN = Vanish, true })},
		{plan: plan(func(p *Plan) { p.Outcome, p.Forget = Restart, true })},
		{plan: plan(func(p *Plan) {
			p.DropAck, p.Late, p.Amount, p.CardWait = true, 9*time.Second, 500, -1
			p.own = map[string]string{"mood": "bad"}
		})},
		{plan: plan(func(p *Plan) { p.Stubborn, p.Text = true, "hello" }), void: true},
		{name: "memory", value: "frozen"},
	}
	if diff := cmp.Diff(want, got.steps, cmp.AllowUnexported(step{}, Plan{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestBadScripts(t *testing.T) {
	t.Parallel()
	for text, hint := range map[string]string{
		"dance": "no word", "decline": "code", "decline 6": "two characters", "restart": "keep or forget",
		"restart maybe": "keep or forget", "memory": "last or frozen", "memory none": "last or frozen",
		"memory last frozen": "one value", "late": "write a time", "late soon": "write a time", "late=-1s": "write a time",
		"amount=-5": "whole number", "amount": "whole number", "approve approve": "stands alone", "void": "void approve",
		"stripe": "no meaning", "nack=1": "no meaning", "lose-response": "no meaning", "mood=odd": "good or bad",
		"shy=1": "stands alone", "twice=2": "stands alone", "approve memory=last": "line of its own",
	} {
		_, err := kindOf(new(mute)).Parse("approve\n" + text)
		if !errors.Is(err, ErrScript) || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), hint) {
			t.Errorf("%q: %v, want ErrScript in line 2 and a hint at %q", text, err, hint)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("approve chip\nvoid silent\nmemory frozen")
	f.Add("restart keep van=2s # x")
	k := kindOf(new(mute))
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := k.Parse(text); err != nil && !errors.Is(err, ErrScript) {
			t.Errorf("%v is no ErrScript", err)
		}
	})
}

// TestWords: every word that is explained is known, and the other way round.
func TestWords(t *testing.T) {
	t.Parallel()
	k := Kind{Code: OneOf("6B")}
	for _, outcome := range outcomes {
		if !strings.Contains(Words, "\n  "+outcome) {
			t.Errorf("the outcome %s is not explained", outcome)
		}
	}
	_, lines, _ := strings.Cut(Words, "name=value\":\n\n")
	lines, _, _ = strings.Cut(lines, "\n\n")
	for line := range strings.SplitSeq(lines, "\n") {
		words, _, _ := strings.Cut(strings.TrimSpace(line), "   ")
		words = strings.ReplaceAll(words, "=N", "=1")
		if _, err := k.Parse(words); err != nil {
			t.Errorf("%q is explained and not known: %v", words, err)
		}
	}
	mute := kindOf(new(mute))
	for word, want := range map[string]bool{
		"approve": true, "card-wait": true, "tap": true, "void": true, "memory": true, "shy": true, "mood": true,
		"stripe": false, "dance": false, "nack": false,
	} {
		if mute.Knows(word) != want {
			t.Errorf("%s is known: %v, want %v", word, !want, want)
		}
	}
}

func TestScriptOrder(t *testing.T) {
	t.Parallel()
	m := new(mute)
	k := kindOf(m)
	s, err := k.Parse("memory frozen\nvoid decline AA\napprove amount=7\nmemory last")
	if err != nil {
		t.Fatal(err)
	}
	if p := s.next(false, m.Set); p.Amount != 7 {
		t.Errorf("the first payment is %+v", p)
	}
	if p := s.next(true, m.Set); p.Code != "AA" {
		t.Errorf("the first cancel is %+v", p)
	}
	if p := s.next(false, m.Set); p.Outcome != Approve || p.Amount != 0 {
		t.Errorf("after the script: %+v", p)
	}
	if diff := cmp.Diff([]string{"memory=frozen", "memory=last"}, m.sets); diff != "" {
		t.Errorf("settings (-want +got)\n%s", diff)
	}
}

// TestRefused: a plan that refuses waits for the request to come again.
func TestRefused(t *testing.T) {
	t.Parallel()
	k := Kind{Name: "mute", New: func(*Pad) (Protocol, error) { return new(mute), nil }}
	s, err := k.Parse("nack 2 amount=5")
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(k, Options{Script: s})
	if err != nil {
		t.Fatal(err)
	}
	for try, want := range []bool{false, false, true} {
		plan, taken := p.Begin(false)
		if plan.Amount != 5 || taken != want {
			t.Errorf("try %d: %+v, taken %v", try, plan, taken)
		}
	}
	if p.Plan().Amount != 5 {
		t.Error("the plan does not run")
	}
	if p.End(); p.Plan().Amount != 0 {
		t.Error("the plan runs after its end")
	}
}

func TestLedger(t *testing.T) {
	t.Parallel()
	var l Ledger
	at := time.Date(2025, 3, 14, 10, 0, 0, 0, time.UTC)
	for range 5 {
		l.Approve(1000, at)
	}
	l.Entries[1].Voided, l.Entries[2].Reversed, l.Entries[3].Returned, l.Entries[4].Refund = true, true, 400, true
	if sum, n := l.Taken(); sum != 1000+600-1000 || n != 2 {
		t.Errorf("taken %d by %d", sum, n)
	}
	if e := l.Find(func(e Entry) bool { return e.Returned > 0 }); e != &l.Entries[3] {
		t.Errorf("found %+v", e)
	}
	if e := l.Find(func(Entry) bool { return false }); e != nil {
		t.Errorf("found %+v", e)
	}
}

func TestStateFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pad.json")
	first := &mute{Word: "hello"}
	p, err := New(kindOf(first), Options{State: path})
	if err != nil {
		t.Fatal(err)
	}
	p.Books().Approve(1000, time.Date(2025, 3, 14, 10, 0, 0, 0, time.UTC)).Number = "123"
	if !p.Keep() {
		t.Fatal(p.broken)
	}
	second := new(mute)
	again, err := New(kindOf(second), Options{State: path})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.Ledger(), again.Ledger()); diff != "" || second.Word != "hello" {
		t.Errorf("remembered %q, ledger (-want +got)\n%s", second.Word, diff)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".pad-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(kindOf(new(mute)), Options{State: path}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a broken state file: %v", err)
	}
}
