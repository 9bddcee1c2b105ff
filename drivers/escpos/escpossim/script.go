package escpossim

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrScript is the cause when a script cannot be read.
var ErrScript = errors.New("bad printer script")

// Words explains the words of a script, for the help of programs.
const Words = `A printer's script is carried out line by line as it is read; empty lines and what follows a # are comments.

  paper out|low|in        the roll
  cover open|closed
  switch off|on           offline, as by a button
  error cutter|broken|hot|none
  garbage on|off          it answers with nonsense
  hang on|off             it takes everything and says nothing
  unplug TIME             the cable is pulled for so long, as in unplug 5s
  slow TIME               what each line takes, as in slow 50ms; 0s is at once
  simple on|off           it knows neither DLE DC4 nor GS ( H
  wait TIME               before the next line of the script

A line may begin with "after N": it is carried out once N more lines have been printed, as in

  after 12 paper out
`

// order is one line of a script.
type order struct {
	after int // lines to be printed before; -1 is at once
	verb  string
	word  string
	time  time.Duration
}

// Script is what happens to a printer, in order.
type Script struct{ orders []order }

// verbs are what a script can say, and the words that may follow; nil is a time.
var verbs = map[string][]string{
	"paper": {"out", "low", "in"}, "cover": {"open", "closed"}, "switch": {"off", "on"},
	"error": {"cutter", "broken", "hot", "none"}, "garbage": {"on", "off"}, "hang": {"on", "off"}, "simple": {"on", "off"},
	"unplug": nil, "slow": nil, "wait": nil,
}

// ParseScript reads a script, in the words of [Words].
func ParseScript(text string) (Script, error) {
	var s Script
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		o, err := parseOrder(words)
		if err != nil {
			return Script{}, fmt.Errorf("%w: line %d: %w", ErrScript, number, err)
		}
		s.orders = append(s.orders, o)
	}
	return s, nil
}

func parseOrder(words []string) (order, error) {
	o := order{after: -1}
	if words[0] == "after" {
		if len(words) < 2 {
			return o, errors.New("after wants a number of lines")
		}
		n, err := strconv.Atoi(words[1])
		if err != nil || n < 0 {
			return o, fmt.Errorf("after %q wants a number of lines", words[1])
		}
		o.after, words = n, words[2:]
	}
	if len(words) != 2 {
		return o, errors.New("want a verb and one word, as in paper out")
	}
	return o, o.parse(words[0], words[1])
}

func (o *order) parse(verb, word string) error {
	known, ok := verbs[verb]
	if !ok {
		return fmt.Errorf("%q is no verb; see the help", verb)
	}
	o.verb, o.word = verb, word
	if known == nil {
		d, err := time.ParseDuration(word)
		if err != nil || d < 0 {
			return fmt.Errorf("%s %q wants a time, as in 500ms", verb, word)
		}
		o.time = d
		return nil
	}
	for _, w := range known {
		if w == word {
			return nil
		}
	}
	return fmt.Errorf("%s wants %s", verb, strings.Join(known, " or "))
}
