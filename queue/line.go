package queue

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

// A line has one spelling: these parts in this order, key, ref and sum left out
// when they say nothing, no white space. That is why it can be hashed, and why
// parsing need not be clever:
//
//	{"seq":7,"at":"2026-11-21T03:04:05.123Z","kind":"approved","key":"…",
//	"ref":"…","sum":11000,"prev":"<64 hex digits>","body":{…}}
const timeLayout = "2006-01-02T15:04:05.000Z"

// errLine is the cause of every line that does not parse.
var errLine = errors.New("not a fact's line")

// appendLine appends the line of a normal fact. prev is the hash of the line
// before it.
func appendLine(b []byte, f Fact, prev hash) []byte {
	b = strconv.AppendUint(append(b, `{"seq":`...), f.Seq, 10)
	b = f.At.AppendFormat(append(b, `,"at":"`...), timeLayout)
	b = append(append(b, `","kind":"`...), f.Kind...)
	b = append(b, '"')
	b = appendName(b, `,"key":"`, f.Key)
	b = appendName(b, `,"ref":"`, f.Ref)
	if f.Sum != 0 {
		b = strconv.AppendInt(append(b, `,"sum":`...), f.Sum, 10)
	}
	b = hex.AppendEncode(append(b, `,"prev":"`...), prev[:])
	b = append(append(b, `","body":`...), f.Body...)
	return append(b, '}')
}

// appendName appends a key or a ref. Of what JSON wants escaped, printable text
// has only these two.
func appendName(b []byte, label, name string) []byte {
	if name == "" {
		return b
	}
	b = append(b, label...)
	for i := range len(name) {
		if name[i] == '"' || name[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, name[i])
	}
	return append(b, '"')
}

// parseLine reads a line, and the hash of the line before it that it carries.
// It accepts exactly what appendLine writes; that the body is JSON is left to
// whoever doubts it. The fact's Body and Line are parts of line.
func parseLine(line []byte) (Fact, hash, error) {
	s := scanner{rest: line}
	f := Fact{Line: line}
	s.expect(`{"seq":`)
	f.Seq = s.unsigned()
	s.expect(`,"at":"`)
	f.At = s.time()
	s.expect(`","kind":"`)
	f.Kind = s.text()
	f.Key = s.name(`,"key":"`)
	f.Ref = s.name(`,"ref":"`)
	f.Sum = s.sum()
	s.expect(`,"prev":"`)
	prev := s.hash()
	s.expect(`","body":`)
	f.Body = s.body()
	if s.err == nil {
		s.err = f.check()
	}
	if s.err != nil {
		return Fact{}, hash{}, fmt.Errorf("%w: %w", errLine, s.err)
	}
	return f, prev, nil
}
