//go:build linux

package main

import (
	"testing"

	"kioskd/cmd/powercut/internal/talk"
)

func TestPromiseHearsTheNewest(t *testing.T) {
	var p promise
	for _, l := range []talk.Line{
		{Word: talk.Ack, Seq: 2, Text: "b"},
		{Word: talk.Ack, Seq: 1, Text: "a"},
		{Word: talk.Have, Seq: 9, Text: "z"},
	} {
		p.hear(l)
	}
	if want := (promise{2, "b"}); p != want {
		t.Errorf("got %v, want %v", p, want)
	}
}

func TestJudge(t *testing.T) {
	for _, row := range []struct {
		name     string
		promised promise
		boot     talk.Line
		want     verdict
	}{
		{"nothing promised, nothing there", promise{}, talk.Line{Word: talk.Have, Text: talk.NoMark}, verdict{seen: true}},
		{"all there", promise{7, "a"}, talk.Line{Word: talk.Have, Seq: 7, Text: "a"}, verdict{seen: true, last: 7}},
		{"more than promised", promise{7, "a"}, talk.Line{Word: talk.Have, Seq: 9, Text: "a"}, verdict{seen: true, last: 9}},
		{"two gone", promise{7, "a"}, talk.Line{Word: talk.Have, Seq: 5, Text: talk.NoMark}, verdict{seen: true, last: 5, missing: 2}},
		{"another fact", promise{7, "a"}, talk.Line{Word: talk.Have, Seq: 7, Text: "b"}, verdict{seen: true, last: 7, missing: 1}},
		{"does not open", promise{7, "a"}, talk.Line{Word: talk.Refused, Text: "why"}, verdict{seen: true, refusal: "REFUSED 0 why"}},
		{"does not add up", promise{}, talk.Line{Word: talk.Unsound, Text: "why"}, verdict{seen: true, refusal: "UNSOUND 0 why"}},
	} {
		if got := row.promised.judge(row.boot); got != row.want {
			t.Errorf("%s: got %+v, want %+v", row.name, got, row.want)
		}
	}
}

func TestResult(t *testing.T) {
	good := result{cuts: 100, nosync: lostSome, nobarrier: lostSome}
	if got, want := good.String(), "cuts=100 lost=0 by_hand=0 control_nosync=lost control_nobarrier=lost"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !good.good(100) {
		t.Error("a clean run is not good")
	}
	for name, spoil := range map[string]func(*result){
		"a lost fact":                func(r *result) { r.lost = 1 },
		"a hand needed":              func(r *result) { r.byHand = 1 },
		"a cut not judged":           func(r *result) { r.cuts = 99 },
		"a control that kept all":    func(r *result) { r.nosync = keptAll },
		"another that kept all":      func(r *result) { r.nobarrier = keptAll },
		"a control that was not run": func(r *result) { r.nobarrier = notRun },
	} {
		r := good
		spoil(&r)
		if r.good(100) {
			t.Errorf("%s: %s passes", name, r)
		}
	}
}

func TestParseWantsAKernel(t *testing.T) {
	if _, err := parse([]string{"--cuts", "3"}, t.Output()); err == nil {
		t.Error("without a kernel: no error")
	}
	if _, err := parse([]string{"--kernel", "k", "--initrd", "i", "--cuts", "0"}, t.Output()); err == nil {
		t.Error("no cut at all: no error")
	}
	c, err := parse([]string{"--kernel", "k", "--initrd", "i", "--cuts", "3", "--seed", "5"}, t.Output())
	if err != nil || c.cuts != 3 || c.seed != 5 {
		t.Errorf("got %+v, error %v", c, err)
	}
}
