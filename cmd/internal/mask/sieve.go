package mask

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hidden stands where something was.
const Hidden = "(hidden)"

// Sieve masks text. It may be used by any number of goroutines.
type Sieve struct{ known *strings.Replacer }

// New returns a sieve that knows some secrets by heart, beside what it finds by its
// look. Those shorter than six characters are not looked for: they would be found
// everywhere.
func New(secrets ...string) *Sieve {
	return &Sieve{known: replacer(secrets)}
}

// Text returns text without what must not leave the kiosk. What is no UTF-8 does not
// leave it either.
func (s *Sieve) Text(text []byte) []byte {
	clean := s.known.Replace(string(text))
	clean = s.known.Replace(plain(clean))
	clean = hideKeys(clean)
	clean = hideNamed(clean)
	clean = hideCards(clean)
	return []byte(hidePeople(clean))
}

// String is [Sieve.Text] for strings.
func (s *Sieve) String(text string) string { return string(s.Text([]byte(text))) }

var escape = regexp.MustCompile(`\\u[0-9a-fA-F]{4}`)

// plain returns text in letters that can be looked at: without the zeros that UTF-16
// puts between them, and without JSON's numbers for letters.
func plain(text string) string {
	text = escape.ReplaceAllStringFunc(text, unescape)
	text = strings.Map(func(r rune) rune {
		if r == 0 {
			return -1
		}
		return r
	}, text)
	return strings.ToValidUTF8(text, "?")
}

func unescape(code string) string {
	n, err := strconv.ParseUint(code[2:], 16, 16)
	r := rune(n)
	switch {
	case err != nil || r == '"' || r == '\\':
		return code
	case r == 0:
		return ""
	case r < ' ' || !utf8.ValidRune(r):
		return code
	}
	return string(r)
}

// hidePeople hides what tells of a person: telephone numbers, addresses of mail, and
// words in letters that the program itself does not use.
func hidePeople(text string) string {
	text = mail.ReplaceAllString(text, Hidden)
	text = phone.ReplaceAllString(text, "$1"+Hidden)
	return foreign(text)
}

var (
	mail  = regexp.MustCompile(`[\w.+-]+@[\w-]+\.[A-Za-z][\w.-]*`)
	phone = regexp.MustCompile(`(^|[^\w.])(?:\+\d{1,3}[ .-]?\(?\d{1,4}\)?[ .-]?\d{3,4}[ .-]?\d{4}|01[016789](?:[ .-]?\d){7,8})\b`)
)

// latin is the last letter of the alphabets that the program's own words, and names
// of files, are written in.
const latin = 'ɏ'

// tells reports whether text holds what tells of a person or a card.
func tells(text string) bool {
	return hasCard(text) || hidePeople(text) != text
}

// foreign replaces each run of letters of other scripts.
func foreign(text string) string {
	var out bytes.Buffer
	run := false
	for _, r := range text {
		other := r > latin && unicode.In(r, unicode.Letter, unicode.Mark)
		if other && !run {
			out.WriteString(Hidden)
		}
		if !other {
			out.WriteRune(r)
		}
		run = other
	}
	return out.String()
}
