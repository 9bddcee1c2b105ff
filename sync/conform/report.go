package conform

import (
	"errors"
	"time"
)

// State says how a rule was found.
type State string

// The states.
const (
	Kept   State = "kept"
	Broken State = "broken"
	Unseen State = "unseen" // it could not be tried; Why says why
)

// Verdict is what the check found about one rule.
type Verdict struct {
	Rule
	State State         `json:"state"`
	Why   string        `json:"why,omitempty"`
	Sent  string        `json:"sent,omitempty"`  // the last message of the kiosk before it was broken, cut short
	Heard string        `json:"heard,omitempty"` // what HQ said to it, if it said anything, cut short
	Took  time.Duration `json:"took_ns,omitempty"`
}

// Report is the outcome of a check.
type Report struct {
	HQ       string    `json:"hq"`
	Kiosk    string    `json:"kiosk"`
	Verdicts []Verdict `json:"verdicts"` // one for each rule, in order
}

// Count returns how many rules were found in a state.
func (r Report) Count(s State) (n int) {
	for _, v := range r.Verdicts {
		if v.State == s {
			n++
		}
	}
	return n
}

// breach is a rule that was seen broken.
type breach struct {
	rule, why   string
	sent, heard string
	basic       string // the rule that any conversation needs, if it was that one; see as
}

func (b *breach) Error() string { return b.rule + ": " + b.why }

// as gives a breach of what any conversation needs to the rule that the
// conversation was about: an HQ that goes silent at an unknown field breaks the
// rule about fields, unless it does so without one, too.
func as(rule string, err error) error {
	var b *breach
	if errors.As(err, &b) && basic[b.rule] {
		return &breach{rule, b.why, b.sent, b.heard, b.rule}
	}
	return err
}

// basic are the rules that as gives away. They are tried before the others.
var basic = map[string]bool{"R1": true, "R16": true, "R19": true, "R22": true}

// unseen is why a probe could not try its rules.
type unseen string

func (u unseen) Error() string { return string(u) }

// tally gathers verdicts.
type tally struct {
	found map[string]Verdict
	told  func(Verdict)
}

// note takes what became of a probe. Broken counts more than kept, kept more than
// unseen.
func (t *tally) note(p probe, err error, took time.Duration) {
	var b *breach
	if errors.As(err, &b) {
		if t.found[b.basic].State == Broken {
			b.rule = b.basic // nothing new
		}
		t.set(Verdict{Rule: Rule{ID: b.rule}, State: Broken, Why: b.why, Sent: b.sent, Heard: b.heard, Took: took})
	}
	for _, rule := range p.rules {
		switch {
		case err == nil:
			t.set(Verdict{Rule: Rule{ID: rule}, State: Kept, Took: took})
		case b == nil:
			t.set(Verdict{Rule: Rule{ID: rule}, State: Unseen, Why: err.Error()})
		case b.rule != rule:
			t.set(Verdict{Rule: Rule{ID: rule}, State: Unseen, Why: b.rule + " is broken"})
		}
	}
}

func (t *tally) set(v Verdict) {
	if old, has := t.found[v.ID]; has && weight[old.State] >= weight[v.State] {
		return
	}
	for _, r := range Rules() {
		if r.ID == v.ID {
			v.Rule = r
		}
	}
	t.found[v.ID] = v
	t.told(v)
}

var weight = map[State]int{Unseen: 1, Kept: 2, Broken: 3}

// verdicts returns one for each rule. What every conversation shows was kept if
// nothing else was found and any rule was.
func (t *tally) verdicts() (all []Verdict) {
	for _, r := range Rules() {
		v, has := t.found[r.ID]
		if !has {
			v = Verdict{Rule: r, State: Unseen, Why: "it was not tried"}
		}
		all = append(all, v)
	}
	return all
}
