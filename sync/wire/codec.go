package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// ErrMessage is the cause of every refusal of a message.
var ErrMessage = errors.New("malformed message")

// Encode writes a message as it travels.
func Encode(m Message) ([]byte, error) {
	if err := checkToSend(m); err != nil {
		return nil, fmt.Errorf("encode %s: %w", m.Type(), err)
	}
	fields, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", m.Type(), err)
	}
	head := withType(m.Type(), fields)
	if len(head) > MaxHeader {
		return nil, fmt.Errorf("encode %s: header of %d bytes, want at most %d", m.Type(), len(head), MaxHeader)
	}
	return splice(head, linesOf(m)), nil
}

// linesOf returns what follows the header.
func linesOf(m Message) [][]byte {
	switch m := m.(type) {
	case *Facts:
		return m.Lines
	case *Settings:
		return [][]byte{m.Document}
	case *Update:
		return [][]byte{m.Manifest}
	}
	return nil
}

func checkToSend(m Message) error {
	if _, unknown := m.(*Unknown); unknown {
		return errors.New("a message that this version does not know cannot be written")
	}
	for i, line := range linesOf(m) {
		if bytes.IndexByte(line, '\n') >= 0 {
			return fmt.Errorf("line %d holds a line feed", i+1)
		}
	}
	return m.check()
}

// withType puts the type first, so that a person who looks at a trace sees it.
func withType(name string, fields []byte) []byte {
	head := make([]byte, 0, len(fields)+len(name)+12)
	head = append(head, `{"type":"`...)
	head = append(head, name...)
	head = append(head, '"')
	if len(fields) > len("{}") {
		head = append(head, ',')
	}
	return append(head, fields[1:]...)
}

// splice adds the fact lines as they are: cheaper than encoding them again, and
// the only way to keep their hashes true.
func splice(head []byte, lines [][]byte) []byte {
	size := len(head)
	for _, line := range lines {
		size += len(line) + 1
	}
	out := append(make([]byte, 0, size), head...)
	for _, line := range lines {
		out = append(out, '\n')
		out = append(out, line...)
	}
	return out
}

// Decode reads a message. The lines of [Facts] share the bytes of the message.
func Decode(message []byte) (Message, error) {
	m, err := decode(message)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	return m, nil
}

func decode(message []byte) (Message, error) {
	if len(message) > MaxMessage {
		return nil, fmt.Errorf("%d bytes, want at most %d", len(message), MaxMessage)
	}
	if !utf8.Valid(message) {
		return nil, errors.New("not UTF-8")
	}
	head, rest, more := bytes.Cut(message, []byte("\n"))
	if len(head) > MaxHeader {
		return nil, fmt.Errorf("header of %d bytes, want at most %d", len(head), MaxHeader)
	}
	m, err := decodeHeader(head)
	if err != nil {
		return nil, err
	}
	if err := takeLines(m, rest, more); err != nil {
		return nil, fmt.Errorf("%s: %w", m.Type(), err)
	}
	return m, nil
}

func decodeHeader(head []byte) (Message, error) {
	var h struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(head, &h); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if err := CheckName(h.Type); err != nil {
		return nil, fmt.Errorf("type: %w", err)
	}
	m := empty(h.Type)
	if err := json.Unmarshal(head, m); err != nil {
		return nil, fmt.Errorf("%s: %w", h.Type, err)
	}
	return m, nil
}

func empty(name string) Message {
	if make, known := kinds[name]; known {
		return make()
	}
	return &Unknown{Name: name}
}

func takeLines(m Message, rest []byte, more bool) error {
	switch m := m.(type) {
	case *Unknown:
		return nil // a later version may have lines of its own
	case *Facts:
		if more {
			m.Lines = bytes.SplitN(rest, []byte("\n"), MaxBatch+1) // one too many is enough to refuse
		}
	case *Settings:
		m.Document = rest
		return errors.Join(oneLine(rest), m.check())
	case *Update:
		m.Manifest = rest
		return errors.Join(oneLine(rest), m.check())
	default:
		if more {
			return errors.New("more than one line")
		}
	}
	return m.check()
}

func oneLine(b []byte) error {
	if bytes.IndexByte(b, '\n') >= 0 {
		return errors.New("more than two lines")
	}
	return nil
}
