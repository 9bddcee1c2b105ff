//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
)

// prompter tells the pad what to do for the next payment. A payment that ends
// before the pad has heard of it leaves its line behind, and so the next customer
// plays that story: what is told and what happens stay together.
type prompter struct {
	pad  *program
	dice *rand.Rand

	story story
	from  int64 // where in the pad's dialogue it was told
	told  bool
}

// charged is how the pad's dialogue tells of a charge that has come.
const charged = "← B charge"

// next chooses the story of the next payment.
func (p *prompter) next() (story, error) {
	left, err := p.left()
	if err != nil || left {
		return p.story, err
	}
	p.story, p.told = tell(p.dice), false
	return p.story, nil
}

// left reports whether the last line waits to be played.
func (p *prompter) left() (bool, error) {
	if !p.told {
		return false, nil
	}
	said, err := os.ReadFile(p.pad.said)
	if err != nil {
		return false, fmt.Errorf("read the pad's dialogue: %w", err)
	}
	return strings.Count(string(said[p.from:]), charged) <= p.story.refused, nil
}

// prompt tells the pad, unless it knows. A pad that was switched off knows nothing.
func (p *prompter) prompt(switchedOff bool) (err error) {
	if p.told && !switchedOff {
		return nil
	}
	if p.from, err = p.pad.size(); err != nil {
		return err
	}
	p.told = true
	if err := p.pad.tell(p.story.pad); err != nil {
		return err
	}
	return p.pad.awaitWords("to come: "+p.story.pad, p.from)
}
