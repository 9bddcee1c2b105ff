package queue

import (
	"errors"
	"fmt"
	"strings"
)

// Verdict writes what [VerifyFile] found in one line, for a program that has it
// run in another process; nothing for a store that is good. Only damage is a
// verdict: with any other error there is none, and ok is false.
func Verdict(found error) (line string, ok bool) {
	if found == nil {
		return "", true
	}
	if !errors.Is(found, ErrDamaged) {
		return "", false
	}
	text := strings.ReplaceAll(found.Error(), "\n", "; ")
	return why(found) + ": " + strings.TrimPrefix(text, ErrDamaged.Error()+": "), true
}

// ReadVerdict returns the error that [Verdict] was given, as far as Open wants to
// know it. What is no verdict is damage, too: whoever wanted to write one did not
// get that far.
func ReadVerdict(line string) error {
	line = strings.TrimSpace(line)
	if line == "" {
		return nil
	}
	if text, cut := strings.CutPrefix(line, why(errCut)+": "); cut {
		return fmt.Errorf("%w: %s", errCut, text)
	}
	_, text, found := strings.Cut(line, ": ")
	if !found {
		text = line
	}
	return fmt.Errorf("%w: %s", ErrDamaged, text)
}
