// Package said keeps what HQ tells a person who may not, or cannot, do something: a
// sentence, apart from what stands in it and from the cause that programs look at. So
// HQ's pages can say it in their reader's language, by the English sentence, which is
// its name; a program hears it in English. A test of the pages finds every sentence in
// the source and wants words for it.
package said

import (
	"errors"
	"fmt"
)

// Refusal is an error that people read.
type Refusal struct {
	Sentence string // a format of package fmt, in English
	Args     []any  // an error among them may be a Refusal, too

	cause error
}

// No refuses something. Cause is for errors.Is, as in people.ErrInput, and may be nil
// where whoever hears of it knows.
func No(cause error, sentence string, args ...any) error {
	return &Refusal{sentence, args, cause}
}

// Error says the cause and the sentence in English.
func (r *Refusal) Error() string {
	text := fmt.Sprintf(r.Sentence, r.Args...)
	if r.cause != nil {
		return r.cause.Error() + ": " + text
	}
	return text
}

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.cause }

// In says an error in a language, for which translate knows the sentences: those of
// refusals, and of refusals that stand in them. Any other error is nobody's sentence,
// and ok is false.
func In(translate func(sentence string, args ...any) string, err error) (text string, ok bool) {
	var r *Refusal
	if !errors.As(err, &r) {
		return "", false
	}
	args := make([]any, len(r.Args))
	for i, a := range r.Args {
		args[i] = in(translate, a)
	}
	return translate(r.Sentence, args...), true
}

// in says one value of a sentence: words of ours are translated, too, and other values
// are as they are.
func in(translate func(string, ...any) string, value any) any {
	switch v := value.(type) {
	case string:
		return translate(v)
	case error:
		if text, ok := In(translate, v); ok {
			return text
		}
	}
	return value
}
