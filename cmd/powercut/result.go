//go:build linux

package main

import (
	"fmt"

	"kioskd/cmd/powercut/internal/talk"
)

// result is what all cuts together came to.
type result struct {
	cuts      int    // judged by a later boot
	lost      uint64 // facts that had been promised
	byHand    int    // boots at which the queue did not open, or did not add up
	nosync    string // what became of each control
	nobarrier string
}

// String returns the summary line.
func (r result) String() string {
	return fmt.Sprintf("cuts=%d lost=%d by_hand=%d control_nosync=%s control_nobarrier=%s",
		r.cuts, r.lost, r.byHand, r.nosync, r.nobarrier)
}

// good reports whether nothing was lost in so many cuts, by a rig that can tell.
func (r result) good(cuts int) bool {
	return r.cuts == cuts && r.lost == 0 && r.byHand == 0 && r.nosync == lostSome && r.nobarrier == lostSome
}

// add counts what a boot showed of so many cuts before it.
func (r *result) add(v verdict, cuts int) {
	r.cuts += cuts
	r.lost += v.missing
	if v.refusal != "" {
		r.byHand++
	}
}

// What becomes of a control.
const (
	notRun   = "not-run"
	lostSome = "lost"
	keptAll  = "kept"
)

// promise is the newest fact that a machine said to be durable. Its mark vouches
// for all facts before it.
type promise struct {
	seq  uint64
	mark string
}

// hear takes a line and keeps the newest promise. Callers speak out of turn, so
// the newest is not always the last.
func (p *promise) hear(l talk.Line) {
	if l.Word == talk.Ack && l.Seq > p.seq {
		*p = promise{l.Seq, l.Text}
	}
}

// verdict is what a boot showed of a promise.
type verdict struct {
	seen    bool   // the machine came so far
	last    uint64 // the last fact there
	missing uint64 // facts that were promised and are not there, or not the same
	refusal string // why the queue did not open by itself, or does not add up
}

// bad reports whether a person would be needed, or money would be missing.
func (v verdict) bad() bool { return v.missing > 0 || v.refusal != "" }

// String says it for people.
func (v verdict) String() string {
	if v.refusal != "" {
		return v.refusal
	}
	return fmt.Sprintf("there are %d, lost %d", v.last, v.missing)
}

// judge compares what a machine has with what was promised. When the promised
// fact is there with another content, at least that one is lost.
func (p promise) judge(l talk.Line) verdict {
	switch {
	case l.Word != talk.Have:
		return verdict{seen: true, refusal: l.String()}
	case l.Seq < p.seq:
		return verdict{seen: true, last: l.Seq, missing: p.seq - l.Seq}
	case p.seq > 0 && l.Text != p.mark:
		return verdict{seen: true, last: l.Seq, missing: 1}
	}
	return verdict{seen: true, last: l.Seq}
}
