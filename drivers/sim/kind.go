package sim

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is a kind of simulated pad.
type Kind struct {
	Name string // of the protocol, as in a configuration

	// New makes the protocol of one pad.
	New func(*Pad) (Protocol, error)

	Without  []string         // common words that this protocol has no notion of
	Flags    []string         // words of its own that stand alone
	Values   map[string]Check // words of its own that have a value
	Settings map[string]Check // lines that change the pad from there on
	Code     Check            // reads the code of a decline
	Help     string           // explains its own words, in the manner of Words
}

// Check judges the value of a word and returns it in the form that the protocol
// wants. Its error says what is wanted.
type Check func(value string) (string, error)

// Protocol is what a kind adds to a [Pad]. The pad's goroutine calls it.
type Protocol interface {
	// Plug says that a link begins: what was half heard is forgotten.
	Plug()

	// Hear takes what came over the link, in pieces of any size.
	Hear(chunk []byte)

	// Set changes the pad from here on: a setting of the script, checked.
	Set(name, value string)

	// Restart forgets what was under way, and the pad's memory as well.
	Restart(forget bool)

	// Memory returns a pointer to what the pad itself remembers, for the state
	// file.
	Memory() any
}

// Knows reports whether a script for this kind may have a word.
func (k Kind) Knows(word string) bool {
	if slices.Contains(k.Without, word) {
		return false
	}
	_, value := k.Values[word]
	_, setting := k.Settings[word]
	return value || setting || slices.Contains(k.Flags, word) || common(word)
}

// Words explains all words of a script, for the help of programs.
func (k Kind) Words() string {
	if k.Help == "" {
		return Words
	}
	return Words + "\n" + k.Help
}

// lacks explains why a word is refused.
func (k Kind) lacks(word string) error {
	if slices.Contains(k.Without, word) {
		return fmt.Errorf("%q has no meaning for a %s pad", word, k.Name)
	}
	return fmt.Errorf("%q is no word of a %s pad's script", word, k.Name)
}

// OneOf makes a check for a few values.
func OneOf(values ...string) Check {
	return func(value string) (string, error) {
		if !slices.Contains(values, value) {
			return "", fmt.Errorf("write %s", strings.Join(values, " or "))
		}
		return value, nil
	}
}
