package smartrosim

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseScript(t *testing.T) {
	t.Parallel()
	got, err := ParseScript(`
# a comment
approve chip card-wait=3s van 1s
decline 6b split   # and another
vanish van
restart forget
nack 2 drop-ack late=9s amount=500 card-wait never
void approve already
memory frozen
health OOFN
`)
	if err != nil {
		t.Fatal(err)
	}
	plan := func(change func(*Plan)) *Plan { p := newPlan(); change(p); return p }
	want := []step{
		{plan: plan(func(p *Plan) { p.Medium, p.CardWait, p.VAN = '1', 3*time.Second, time.Second })},
		{plan: plan(func(p *Plan) { p.Outcome, p.Code, p.Split = "decline", "6B", true })},
		{plan: plan(func(p *Plan) { p.Outcome, p.AtVAN = "vanish", true })},
		{plan: plan(func(p *Plan) { p.Outcome, p.Forget = "restart", true })},
		{plan: plan(func(p *Plan) {
			p.Nacks, p.DropAck, p.Late, p.Amount, p.CardWait = 2, true, 9*time.Second, 500, -1
		})},
		{plan: plan(func(p *Plan) { p.Already = true }), void: true},
		{setting: setting{memory: "frozen"}},
		{setting: setting{health: "OOFN"}},
	}
	if diff := cmp.Diff(want, got.steps, cmp.AllowUnexported(step{}, setting{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestBadScripts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"dance", "decline", "decline 6", "restart", "restart maybe", "memory", "memory none", "health", "health OO",
		"late", "late soon", "late=-1s", "nack=-1", "nack", "amount=-5", "approve approve", "void",
	} {
		_, err := ParseScript("approve\n" + text)
		if !errors.Is(err, ErrScript) || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v, want ErrScript in line 2", text, err)
		}
	}
}

func FuzzParseScript(f *testing.F) {
	f.Add("approve chip\nvoid silent\nmemory frozen")
	f.Add("restart keep van=2s # x")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := ParseScript(text); err != nil && !errors.Is(err, ErrScript) {
			t.Errorf("%v is no ErrScript", err)
		}
	})
}

func TestStateFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pad.json")
	var s state
	s.Ledger.approve(1000, time.Date(2025, 3, 14, 10, 0, 0, 0, time.UTC))
	s.Ledger.approve(2000, time.Date(2025, 3, 14, 10, 0, 0, 0, time.UTC)).void(2)
	s.Memory.Approval = []byte{1, 2, 3}
	if err := s.save(path); err != nil {
		t.Fatal(err)
	}
	got, err := load(path)
	if diff := cmp.Diff(s, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if sum, n := got.Ledger.Taken(); sum != 1000 || n != 1 {
		t.Errorf("taken %d by %d", sum, n)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".pad-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{State: path}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a broken state file: %v", err)
	}
}

// TestWords: every word that a script knows is explained.
func TestWords(t *testing.T) {
	t.Parallel()
	for _, outcome := range outcomes {
		if !strings.Contains(Words, "\n  "+outcome) {
			t.Errorf("the outcome %s is not explained", outcome)
		}
	}
	// The modifiers that it lists are known, as they stand there.
	for _, line := range []string{"chip stripe tap prepaid", "card-wait=2s card-wait=never van=1s late=9s", "away=5s", "drop-ack nack=2 twice glued trickle noise", "no-events repeat-last split race stubborn"} {
		if !strings.Contains(Words, "\n  "+line) {
			t.Errorf("%q is not explained", line)
		}
		if _, err := ParseScript(line); err != nil {
			t.Error(err)
		}
	}
}
