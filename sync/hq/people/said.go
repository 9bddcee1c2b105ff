package people

import "fmt"

// Said is an [ErrInput] with the sentence that says what is not possible, apart from
// what stands in it, so that pages can say it in their own language.
type Said struct {
	Sentence string // a format, in English
	Args     []any
}

// Bad returns a [Said].
func Bad(sentence string, args ...any) error { return &Said{sentence, args} }

// Error says the sentence in English.
func (s *Said) Error() string {
	return ErrInput.Error() + ": " + fmt.Sprintf(s.Sentence, s.Args...)
}

// Unwrap makes it an ErrInput.
func (s *Said) Unwrap() error { return ErrInput }
