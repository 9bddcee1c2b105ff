package main

import "strings"

// scene is one customer: what the pad does, and what the customer does and sees.
// "see" waits for a screen and takes its picture, "pass" waits for it only, "open"
// taps and takes a picture, "keep" takes one of what is shown.
type scene struct {
	name  string
	pad   string // lines for the pad's script
	steps []string
}

var scenes = []scene{
	{"a purchase", "approve chip card-wait=4s van=3s", []string{
		"see idle", "open ease", "tap ease-done", "tap start", "pass choose", "tap item-americano", "tap item-latte", "tap item-latte", "tap tab-2",
		"tap item-carrot-cake", "tap tab-0", "see choose", "tap review", "see cart", "tap pay", "see method", "tap choice-card", "see insert-card",
		"see processing", "see remove-card", "see approved", "tap code-toggle", "keep receipt-on-phone", "tap done",
	}},
	{"a declined card", "decline 69", []string{"order", "see declined", "tap back", "pass cart", "tap add-more", "tap leave", "pass idle"}},
	{"a wrong amount", "approve amount=100", []string{"order", "see mismatch", "tap noted", "pass idle"}},
	{"second thoughts", "approve card-wait=never", []string{"order", "pass insert-card", "tap abort", "see not-charged", "tap back", "pass cart", "tap add-more", "tap leave", "pass idle"}},
	{"second thoughts, too late", "approve card-wait=5s van=2s stubborn\nvoid late=3s", []string{
		"order", "pass insert-card", "tap abort", "see cancelling", "see held", "tap give-back", "see voiding", "see voided", "tap done",
	}},
	{"by phone, and second thoughts", "", []string{
		"tap start", "tap item-americano", "tap review", "tap pay", "tap choice-phone-points", "see scan-code",
		"tap abort", "pass not-charged", "tap back", "pass cart", "tap add-more", "tap leave", "pass idle",
	}},
	{"a pad that vanishes", "vanish van away=20s", []string{"order", "see uncertain", "pass approved", "tap done", "pass idle"}},
}

// alone are scenes of a kiosk that takes cards and nothing else.
var alone = []scene{{"no pad at all", "", []string{"pull", "tap start", "see no-pad"}}}

// script is what the pad does in the scenes, one after the other.
func script(all []scene) string {
	var lines []string
	for _, s := range all {
		lines = append(lines, s.pad)
	}
	return strings.Join(lines, "\n")
}

func (s scene) play(c *camera) error {
	if err := c.serve(); err != nil {
		return err
	}
	for _, step := range s.steps {
		word, rest, _ := strings.Cut(step, " ")
		if err := c.step(word, rest); err != nil {
			return err
		}
	}
	return nil
}
