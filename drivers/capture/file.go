package capture

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
)

// Capture is a file that was read.
type Capture struct {
	Head
	Records []Record
}

// Head says what was recorded.
type Head struct {
	Driver string    // the name of the driver, whose protocol the bytes follow
	Way    string    // the address of the pad
	Begun  time.Time // when the first record was made
}

// magic is the first line of every capture.
const magic = "kioskd capture 1"

// Write writes the head, and the empty line that ends it.
func (h Head) Write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s\ndriver %s\nway %s\nbegun %s\n\n", magic, oneLine(h.Driver), oneLine(h.Way), h.Begun.Format(time.RFC3339Nano))
	if err != nil {
		return fmt.Errorf("write a capture: %w", err)
	}
	return nil
}

// Write writes the record as a line.
func (r Record) Write(w io.Writer) error {
	line, err := r.MarshalText()
	if err == nil {
		_, err = w.Write(append(line, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write a capture: %w", err)
	}
	return nil
}

// Read reads a whole capture. The error names the line, and wraps [ErrFormat]
// where the text is at fault.
func Read(r io.Reader) (Capture, error) {
	lines := &lines{scanner: bufio.NewScanner(r)}
	lines.scanner.Buffer(nil, 3*mostBytes+64)
	var c Capture
	err := c.readHead(lines)
	for err == nil && lines.next() {
		err = c.add(lines.text)
	}
	if scan := lines.scanner.Err(); scan != nil {
		err = fmt.Errorf("%w: %w", ErrFormat, scan)
	}
	if err != nil {
		return Capture{}, fmt.Errorf("read a capture: line %d: %w", lines.number, err)
	}
	return c, nil
}

// lines are the lines of a file, numbered from 1.
type lines struct {
	scanner *bufio.Scanner
	number  int
	text    []byte
}

// next goes on to the next line that is no comment.
func (l *lines) next() bool {
	for l.scanner.Scan() {
		l.number++
		if l.text = bytes.TrimSpace(l.scanner.Bytes()); !bytes.HasPrefix(l.text, []byte("#")) {
			return true
		}
	}
	return false
}

func (c *Capture) readHead(l *lines) error {
	if !l.next() || string(l.text) != magic {
		return fmt.Errorf("%w: it does not begin with %q; captures are made by kioskd pad trace", ErrFormat, magic)
	}
	for l.next() && len(l.text) > 0 {
		if err := c.set(strings.Cut(string(l.text), " ")); err != nil {
			return err
		}
	}
	if c.Driver == "" {
		return fmt.Errorf("%w: its head names no driver", ErrFormat)
	}
	return nil
}

// set reads a line of the head.
func (c *Capture) set(name, value string, _ bool) (err error) {
	switch name {
	case "driver":
		c.Driver = oneLine(value)
	case "way":
		c.Way = oneLine(value)
	case "begun":
		if c.Begun, err = time.Parse(time.RFC3339Nano, value); err != nil {
			return fmt.Errorf("%w: begun is no time: %w", ErrFormat, err)
		}
	default:
		return fmt.Errorf("%w: %q is none of driver, way and begun", ErrFormat, name)
	}
	return nil
}

// add reads a record. Time does not run backwards.
func (c *Capture) add(line []byte) error {
	if len(line) == 0 {
		return nil
	}
	var r Record
	if err := r.UnmarshalText(line); err != nil {
		return err
	}
	if n := len(c.Records); n > 0 && r.At < c.Records[n-1].At {
		return fmt.Errorf("%w: its time is before that of the record above", ErrFormat)
	}
	c.Records = append(c.Records, r)
	return nil
}
