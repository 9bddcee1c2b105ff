package said

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"
)

// german knows two sentences and a word.
func german(sentence string, args ...any) string {
	words := map[string]string{"row %d: %v": "Zeile %d: %v", "%q is no amount": "%q ist kein Betrag", "paid": "bezahlt", "it is %s": "es ist %s"}
	if w, ok := words[sentence]; ok {
		sentence = w
	}
	if len(args) == 0 {
		return sentence
	}
	return fmt.Sprintf(sentence, args...)
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	row := No(nil, "row %d: %v", 7, No(nil, "%q is no amount", "x"))
	for _, test := range []struct {
		err           error
		english, says string
	}{
		{row, `row 7: "x" is no amount`, `Zeile 7: "x" ist kein Betrag`},
		{fmt.Errorf("read: %w", row), `read: row 7: "x" is no amount`, `Zeile 7: "x" ist kein Betrag`},
		{No(fs.ErrExist, "it is %s", "paid"), "file already exists: it is paid", "es ist bezahlt"},
		{No(nil, "row %d: %v", 7, errors.New("EOF")), "row 7: EOF", "Zeile 7: EOF"}, // what is not ours stays as it is
	} {
		if got := test.err.Error(); got != test.english {
			t.Errorf("in English %q, want %q", got, test.english)
		}
		if got, ok := In(german, test.err); got != test.says || !ok {
			t.Errorf("%q, %v, want %q", got, ok, test.says)
		}
	}
	if !errors.Is(No(fs.ErrExist, "x"), fs.ErrExist) || errors.Unwrap(No(nil, "x")) != nil {
		t.Error("a refusal is not of its cause")
	}
	if text, ok := In(german, errors.New("disk full")); ok || text != "" {
		t.Errorf("nobody's sentence: %q", text)
	}
}
