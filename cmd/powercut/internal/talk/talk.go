// Package talk is what the guest of a power cut says to the conductor: one line
// at a time, over a serial console that ends in the middle of a word when the
// plug is pulled.
//
//	guest                                conductor
//	MOUNTED 0 -            ──────────▶   from now on the power may go
//	HAVE 412 9f2c…         ──────────▶   what the last cut left: judge it
//	ACK 413 01be…          ──────────▶   a promise: Append has returned
//	ACK 415 77a0…  ACK 41  ──── ✂        the last line has no end, so it was
//	                                     never said
//
// Lines that are not of this kind are the kernel's, and are passed over.
package talk

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
)

// Word is what a line is about.
type Word string

// The words of the guest.
const (
	Mounted Word = "MOUNTED" // the disk is there, the queue is not open yet
	Have    Word = "HAVE"    // the queue is open, checked, and ends at Seq; Text is the mark of the fact asked for
	Ack     Word = "ACK"     // the fact Seq is durable; Text is its mark
	Refused Word = "REFUSED" // the queue does not open by itself; Text says why
	Unsound Word = "UNSOUND" // the queue opened and does not add up; Text says why
	Failed  Word = "FAILED"  // the guest itself cannot work; Text says why
)

// NoMark stands for the mark of a fact that is not there.
const NoMark = "-"

// Line is one thing said.
type Line struct {
	Word Word
	Seq  uint64
	Text string // without line ends, never empty
}

// String returns the line as it is sent, without its end. A text of many lines
// becomes one.
func (l Line) String() string {
	text := strings.Join(strings.Fields(l.Text), " ")
	if text == "" {
		text = NoMark
	}
	return fmt.Sprintf("%s %d %s", l.Word, l.Seq, text)
}

// Parse reads a line, without its end, and reports whether it was one of ours.
func Parse(s string) (Line, bool) {
	word, rest, _ := strings.Cut(strings.TrimSpace(s), " ")
	number, text, found := strings.Cut(rest, " ")
	seq, err := strconv.ParseUint(number, 10, 64)
	if !found || err != nil || !known(Word(word)) || strings.TrimSpace(text) == "" {
		return Line{}, false
	}
	return Line{Word: Word(word), Seq: seq, Text: strings.Join(strings.Fields(text), " ")}, true
}

func known(w Word) bool {
	switch w {
	case Mounted, Have, Ack, Refused, Unsound, Failed:
		return true
	}
	return false
}

// Mark returns a short mark of a fact's line. Since each line carries the hash
// of the line before it, one mark vouches for every fact up to its own.
func Mark(line []byte) string {
	sum := sha256.Sum256(line)
	return fmt.Sprintf("%x", sum[:8])
}
