package hqapp

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"kioskd/sync/wire"
)

// Tokens are the tokens that kiosks share with HQ, by kiosk.
type Tokens map[string]string

// Token returns a kiosk's token.
func (t Tokens) Token(kiosk string) (string, bool) {
	token, ok := t[kiosk]
	return token, ok
}

// MinToken is the length of the shortest token that is taken. A kiosk's proof
// can be overheard on its own machine, so a token must not be guessable.
const MinToken = 16

// ParseTokens reads lines of a kiosk's id and its token. Empty lines and lines
// that begin with # say nothing. Errors name the line and never a token.
func ParseTokens(text string) (Tokens, error) {
	tokens := Tokens{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := tokens.add(strings.Fields(line)); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return tokens, nil
}

func (t Tokens) add(words []string) error {
	if len(words) != 2 {
		return fmt.Errorf("%d words, want a kiosk id and its token", len(words))
	}
	kiosk, token := words[0], words[1]
	if err := wire.CheckName(kiosk); err != nil {
		return fmt.Errorf("kiosk id: %w", err)
	}
	if t[kiosk] != "" {
		return fmt.Errorf("kiosk %s has a token already", kiosk)
	}
	if len(token) < MinToken {
		return fmt.Errorf("the token of kiosk %s is shorter than %d characters; make one with: openssl rand -hex 16", kiosk, MinToken)
	}
	t[kiosk] = token
	return nil
}

// ReadTokens reads a token file. An empty name gives no tokens.
func ReadTokens(file string) (Tokens, error) {
	if file == "" {
		return Tokens{}, nil
	}
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("token file %s does not exist: write one line per kiosk, its id and its token, as in \"kiosk-1 %s\"", file, "0123456789abcdef…")
	}
	if err != nil {
		return nil, fmt.Errorf("read the token file: %w", err)
	}
	tokens, err := ParseTokens(string(b))
	if err != nil {
		return nil, fmt.Errorf("token file %s: %w", file, err)
	}
	return tokens, nil
}

// EnvTokens reads tokens from the value of an environment variable, in which
// commas stand for line ends.
func EnvTokens(name, value string) (Tokens, error) {
	tokens, err := ParseTokens(strings.ReplaceAll(value, ",", "\n"))
	if err != nil {
		return nil, fmt.Errorf("%s: entry at %w", name, err)
	}
	return tokens, nil
}
