package queue

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"time"
)

// scanner takes a line apart from the left. After the first failure it does
// nothing more.
type scanner struct {
	rest []byte
	err  error
}

func (s *scanner) fail(want string) {
	if s.err == nil {
		s.err = fmt.Errorf("want %s, %d bytes before the end", want, len(s.rest))
	}
	s.rest = nil
}

func (s *scanner) skip(label string) bool {
	rest, found := bytes.CutPrefix(s.rest, []byte(label))
	s.rest = rest
	return found
}

func (s *scanner) expect(label string) {
	if !s.skip(label) {
		s.fail(label)
	}
}

// take returns the next n bytes, or nothing when there are fewer.
func (s *scanner) take(n int, want string) string {
	if len(s.rest) < n {
		s.fail(want)
		return ""
	}
	taken := s.rest[:n]
	s.rest = s.rest[n:]
	return string(taken)
}

// unsigned takes a number in its only spelling: no sign, no leading zero, not 0.
func (s *scanner) unsigned() uint64 {
	n := 0
	for n < len(s.rest) && s.rest[n] >= '0' && s.rest[n] <= '9' {
		n++
	}
	text := s.take(n, "a number")
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil || text[0] == '0' {
		s.fail("a whole number from 1")
	}
	return v
}

func (s *scanner) sum() int64 {
	if !s.skip(`,"sum":`) {
		return 0
	}
	sign := int64(1)
	if s.skip("-") {
		sign = -1
	}
	v := s.unsigned()
	if v > math.MaxInt64 {
		s.fail("a smaller sum")
	}
	return sign * int64(v)
}

func (s *scanner) time() time.Time {
	t, err := time.Parse(timeLayout, s.take(len(timeLayout), "a time"))
	if err != nil {
		s.fail("a time as in " + timeLayout)
	}
	return t
}

func (s *scanner) hash() hash {
	var h hash
	digits := s.take(2*len(h), "a hash")
	if _, err := hex.Decode(h[:], []byte(digits)); err != nil || h.String() != digits {
		s.fail("a hash of 64 lower-case hex digits")
	}
	return h
}

func (s *scanner) name(label string) string {
	if !s.skip(label) {
		return ""
	}
	name := s.text()
	if name == "" {
		s.fail("a name that is not empty")
	}
	return name
}

// text takes a string up to and with its closing quote.
func (s *scanner) text() string {
	var text []byte
	for i := 0; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '"':
			s.rest = s.rest[i+1:]
			return string(text)
		case c == '\\':
			if i++; i == len(s.rest) || s.rest[i] != '"' && s.rest[i] != '\\' {
				s.fail(`\" or \\`)
				return ""
			}
		}
		text = append(text, s.rest[i])
	}
	s.fail("a closing quote")
	return ""
}

// body takes what is left but for the closing brace.
func (s *scanner) body() []byte {
	body, found := bytes.CutSuffix(s.rest, []byte("}"))
	if !found || len(body) == 0 || bytes.IndexByte(body, '\n') >= 0 {
		s.fail("a body in one line and a closing brace")
	}
	return body
}
