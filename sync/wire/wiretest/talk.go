package wiretest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kioskd/sync/wire"
)

// Talk is a golden conversation: what a version of a kiosk and a version of HQ
// once said to each other. In its file a line begins with
//
//	#   a comment
//	=   a fact that HQ held before
//	<   a message of HQ
//	>   a message of the kiosk
//	.   a further line of that message
//
// and the line "replay hq uplink" says whose part is to be played by today's.
type Talk struct {
	Name   string
	Replay []string // hq, uplink
	Held   [][]byte
	Turns  []Turn
}

// Turn is one message as it travelled.
type Turn struct {
	FromHQ bool
	Raw    []byte
}

// Who plays says whether a part of the talk is to be played by today's program.
func (t Talk) Who(plays string) bool { return slices.Contains(t.Replay, plays) }

// Message decodes the turn.
func (t Turn) Message() (wire.Message, error) { return wire.Decode(t.Raw) }

// Journal returns the journal that the kiosk's words give away.
func (t Talk) Journal() (*Journal, error) {
	j := &Journal{Lines: slices.Clone(t.Held)}
	for _, turn := range t.Turns {
		if turn.FromHQ {
			continue
		}
		m, err := turn.Message()
		if err != nil {
			return nil, err
		}
		switch m := m.(type) {
		case *wire.Hello:
			j.Epoch, j.Lines = m.Epoch, j.Lines[:min(uint64(len(j.Lines)), m.Last)]
		case *wire.Facts:
			j.Lines = append(j.Lines[:m.First-1], m.Lines...)
		}
	}
	return j, nil
}

// ReadTalks reads all conversations of a folder.
func ReadTalks(dir string) ([]Talk, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.talk"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no conversations in %s: %w", dir, err)
	}
	var talks []Talk
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		t, err := parseTalk(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		t.Name = strings.TrimSuffix(filepath.Base(f), ".talk")
		talks = append(talks, t)
	}
	return talks, nil
}

func parseTalk(text []byte) (t Talk, err error) {
	for i, line := range bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
		if err := t.take(line); err != nil {
			return t, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if len(t.Replay) == 0 || len(t.Turns) == 0 {
		return t, errors.New("nothing to replay")
	}
	return t, nil
}

func (t *Talk) take(line []byte) error {
	mark, rest, _ := bytes.Cut(line, []byte(" "))
	switch string(mark) {
	case "#":
	case "replay":
		t.Replay = strings.Fields(string(rest))
	case "=":
		t.Held = append(t.Held, rest)
	case "<", ">":
		t.Turns = append(t.Turns, Turn{FromHQ: mark[0] == '<', Raw: rest})
	case ".":
		if len(t.Turns) == 0 {
			return errors.New("a further line of nothing")
		}
		last := &t.Turns[len(t.Turns)-1]
		last.Raw = slices.Concat(last.Raw, []byte("\n"), rest)
	default:
		return fmt.Errorf("begins with %q", mark)
	}
	return nil
}
