package street_test

import (
	"strings"
	"testing"

	"kioskd/cmd/internal/street"
)

// TestObey: what a person may type, and what is answered.
func TestObey(t *testing.T) {
	s := street.New(street.Options{Base: "http://127.0.0.1:1"})
	for line, want := range map[string]string{
		"":                                 "",
		"kakaopay approve cut-after":       "the next approve at kakaopay: cut-after",
		"tosspayments confirm code FDS":    "the next confirm at tosspayments: code FDS",
		"bootpay deposit nobody":           "no such order",
		"kakaopay deposit nobody":          "not a line of a script",
		"kakaopay approve explode":         "want one of hang",
		"paypal approve hang":              "there is no provider paypal",
		"kakaopay":                         "write ledger",
		"tosspayments confirm slow 1 hour": "not a line of a script",
	} {
		answer, err := s.Obey(line)
		if err != nil {
			answer = err.Error()
		}
		if !strings.Contains(answer, want) || want == "" && answer != "" {
			t.Errorf("%q: %q, want %q", line, answer, want)
		}
	}
}
