package thirdparty

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// sentEvent is one server-sent event, as the HTML standard has it.
type sentEvent struct {
	name string // "message" where the server gave none
	data string
	id   string
}

// maxEvent bounds an event, in bytes.
const maxEvent = 64 << 10

// eventReader cuts a stream into events.
type eventReader struct {
	lines *bufio.Scanner
	id    string // stays until another comes
}

func readEvents(r io.Reader) *eventReader {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 4096), maxEvent)
	s.Split(splitLine)
	return &eventReader{lines: s}
}

// next returns the next event that has data, or why there is none.
func (e *eventReader) next() (sentEvent, error) {
	at, data, size := sentEvent{name: "message"}, []string(nil), 0
	for e.lines.Scan() {
		line := e.lines.Text()
		if line == "" {
			if data != nil {
				at.data, at.id = strings.Join(data, "\n"), e.id
				return at, nil
			}
			at.name, size = "message", 0
			continue
		}
		if size += len(line); size > maxEvent {
			return at, fmt.Errorf("an event has more than %d bytes", maxEvent)
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "event":
			at.name = value
		case "data":
			data = append(data, value)
		case "id":
			e.keep(value)
		}
	}
	if err := e.lines.Err(); err != nil {
		return at, err
	}
	return at, errEnded
}

// keep remembers an id that can be sent in a header.
func (e *eventReader) keep(id string) {
	if len(id) <= 256 && !strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r > '~' }) {
		e.id = id
	}
}

var errEnded = errors.New("the server has ended the events")

// splitLine ends lines at \n, \r\n and \r.
func splitLine(data []byte, atEOF bool) (advance int, line []byte, err error) {
	i := strings.IndexAny(string(data), "\r\n")
	switch {
	case i < 0 && atEOF:
		return len(data), nil, nil // what is not ended is no line
	case i < 0:
		return 0, nil, nil
	case data[i] == '\n':
		return i + 1, data[:i], nil
	case i+1 < len(data) && data[i+1] == '\n':
		return i + 2, data[:i], nil
	case i+1 == len(data) && !atEOF:
		return 0, nil, nil // \n may follow
	}
	return i + 1, data[:i], nil
}
