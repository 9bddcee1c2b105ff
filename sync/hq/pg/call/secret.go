package call

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
)

// Secret is a text that only a provider may read. It prints as stars wherever it is
// printed by accident; [Secret.Reveal] is the one way to its text.
type Secret struct{ text string }

// NewSecret keeps a text.
func NewSecret(text string) Secret { return Secret{text} }

// Reveal returns the text, for a header or a signature and nothing else.
func (s Secret) Reveal() string { return s.text }

// Empty reports whether there is none.
func (s Secret) Empty() bool { return s.text == "" }

const stars = "****"

// String implements [fmt.Stringer].
func (s Secret) String() string { return stars }

// Format implements [fmt.Formatter], so that no verb prints the text.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(stars)) } // a verb has no error to return

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(stars) }

// MarshalText implements [encoding.TextMarshaler].
func (s Secret) MarshalText() ([]byte, error) { return []byte(stars), nil }

// UnmarshalText reads where a secret is: env:NAME or file:PATH. The secret itself is
// refused, since files with settings are copied about.
func (s *Secret) UnmarshalText(where []byte) error {
	kind, name, _ := strings.Cut(string(where), ":")
	switch kind {
	case "env":
		s.text = os.Getenv(name)
		if s.text == "" {
			return fmt.Errorf("the environment has no %s; set it for kioskhq", name)
		}
	case "file":
		b, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read a secret: %w", err)
		}
		s.text = strings.TrimRight(strings.TrimPrefix(string(b), "\ufeff"), "\r\n")
		if s.text == "" {
			return fmt.Errorf("%s is empty, want a secret in it", name)
		}
	default:
		return errors.New("a secret does not stand here; write env:NAME or file:PATH")
	}
	return checkSecret(s.text)
}

// checkSecret refuses what no header can carry, without saying what it is.
func checkSecret(text string) error {
	for _, r := range text {
		if r <= ' ' || r > '~' {
			return errors.New("the secret has blanks or other characters that no provider's keys have; copy it again")
		}
	}
	return nil
}
