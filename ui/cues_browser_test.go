package ui_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/look"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

// play has the browser render a cue without a loudspeaker, and says what came out
// of it: the two notes' pitch by their zero crossings, the loudest sample, the
// farthest step between two samples (a click), and what is left after its end.
const play = `(async () => {
	const cue = %q, rate = 48000, seconds = gallery.lengthOf(cue);
	const context = new OfflineAudioContext(1, rate, rate);
	gallery.ring(context, cue, %g);
	const samples = (await context.startRendering()).getChannelData(0);
	const part = (from, to) => samples.slice(from * rate, to * rate);
	const pitch = (s) => s.reduce((n, v, i) => n + (i > 0 && s[i - 1] < 0 && v >= 0), 0) / (s.length / rate);
	return {
		notes: [pitch(part(0.03, 0.13)), pitch(part(seconds - 0.15, seconds - 0.05))],
		loudest: Math.max(...samples.map(Math.abs)), begins: Math.abs(samples[0]),
		step: samples.reduce((most, v, i) => Math.max(most, i > 0 ? Math.abs(v - samples[i - 1]) : 0), 0),
		left: Math.max(...part(seconds + 0.001, 1).map(Math.abs)), seconds,
	};
})()`

type played struct {
	Notes                                [2]float64
	Loudest, Begins, Step, Left, Seconds float64
}

// TestBrowserCueSounds: three cues that are told apart by their melody, none of
// which is long, loud, or clicks.
func TestBrowserCueSounds(t *testing.T) {
	t.Parallel()
	f := gallery(t)
	melodies := map[string]func(first, then float64) bool{
		"accepted":  func(first, then float64) bool { return then > first*1.3 },
		"needs-you": func(first, then float64) bool { return then < first*1.05 && then > first*0.95 },
		"problem":   func(first, then float64) bool { return then < first*0.8 },
	}
	var names []string
	f.do(chromedp.Evaluate(`gallery.allCues`, &names))
	if diff := cmp.Diff(keys(melodies), slices.Sorted(slices.Values(names))); diff != "" {
		t.Fatalf("cues (-want +got):\n%s", diff)
	}
	for name, right := range melodies {
		var loud, quiet played
		f.do(chromedp.Evaluate(fmt.Sprintf(play, name, 1.0), &loud, awaited), chromedp.Evaluate(fmt.Sprintf(play, name, 0.3), &quiet, awaited))
		if !right(loud.Notes[0], loud.Notes[1]) {
			t.Errorf("%s plays %.0f and %.0f Hz", name, loud.Notes[0], loud.Notes[1])
		}
		if loud.Seconds > 0.8 || loud.Loudest > 0.45 || loud.Loudest < 0.2 || loud.Begins > 0 || loud.Step > 0.06 || loud.Left > 0 {
			t.Errorf("%s is too long, too loud, or clicks: %+v", name, loud)
		}
		if got := quiet.Loudest / loud.Loudest; got < 0.25 || got > 0.35 {
			t.Errorf("%s at 0.3 of the volume is %.2f as loud", name, got)
		}
	}
}

// listen writes down the notes that the page asks a loudspeaker for.
const listen = `
	window.notes = [];
	const step = () => ({ setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} });
	window.AudioContext = class {
		currentTime = 0;
		destination = {};
		resume() { return Promise.resolve(); }
		close() { return Promise.resolve(); }
		createGain() { return { gain: step(), connect: (next) => next }; }
		createOscillator() {
			const tone = { frequency: {}, connect: (next) => next, start: () => notes.push(tone.frequency.value), stop() {} };
			return tone;
		}
	};`

// rings waits until exactly these notes were played since the last time.
func (f finger) rings(notes string) {
	f.Helper()
	f.do(chromedp.Poll(fmt.Sprintf(`JSON.stringify(notes) === %q`, notes), nil), chromedp.Evaluate(`notes.length = 0`, nil))
}

// isSilent sees that nothing was played since the last time, nor is in a moment.
func (f finger) isSilent() {
	f.Helper()
	var notes []float64
	f.do(chromedp.Evaluate(`new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 50))))`, nil, awaited), chromedp.Evaluate(`notes`, &notes))
	if len(notes) > 0 {
		f.Errorf("played %v", notes)
	}
}

const (
	isAccepted = "[587,880]"
	needsYou   = "[698,698]"
	isProblem  = "[466,349]"
)

// TestBrowserCues: a payment is accompanied by sounds as loud as the customer
// wants, and each comes once.
func TestBrowserCues(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t), listen)
	f.tap("start", "item-water", "review", "pay")
	f.sees("insert-card")
	f.rings(needsYou)
	f.decline()
	f.rings(isProblem)
	f.tap("retry")
	f.sees("insert-card")
	f.rings(needsYou)
	inside := f.agent.View()
	inside.State, inside.CardInside = agent.Approved, true
	f.agent.Show(inside)
	f.sees("remove-card")
	f.rings(isAccepted)
	f.cardSaysYes()
	f.agent.Show(fake.Idle())
	f.sees("idle")
	f.tap("ease", "volume-0", "ease-done", "start", "item-water", "review", "pay")
	f.sees("insert-card")
	f.cardSaysYes()
	f.isSilent() // neither now nor before, when the slip followed the card
}

// TestBrowserForgottenCard: who forgets the card is called, and called again.
func TestBrowserForgottenCard(t *testing.T) {
	t.Parallel()
	f := browse(t, open(t), listen, hurry(20))
	forgotten := fake.Idle()
	forgotten.CardInside = true
	f.agent.Show(forgotten)
	f.sees("remove-card")
	f.do(chromedp.Poll(`notes.length >= 6`, nil))
	f.agent.Show(fake.Idle())
	f.sees("idle")
	f.do(chromedp.Evaluate(`notes.length = 0`, nil), chromedp.Evaluate(threeMinutes, nil, awaited))
	f.isSilent()
}

// TestBrowserNoCues: a shop may do without them.
func TestBrowserNoCues(t *testing.T) {
	t.Parallel()
	off := false
	house := ui.House{Look: look.Look{Sound: &look.Sound{Cues: &off}}}
	f := browse(t, serve(t, ui.Options{Agent: fake.New(), House: func() ui.House { return house }}), listen)
	o := f.order()
	f.agent.Show(fake.WaitingForCard(o))
	f.sees("insert-card")
	f.agent.Show(fake.Ended(o, agent.Unresolved, pay.Unresolved))
	f.sees("unresolved")
	f.isSilent()
}
