package support

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"kioskd/cmd/internal/mask"
)

// logBytes bounds what is shown of the log.
const logBytes = 1 << 20

// Attributes are those of a line of the log that may leave the kiosk. What is not
// here stays: whoever adds an attribute to a line decides about it, and a test asks.
var Attributes = []string{
	"time", "level", "msg", "fault", "version", "old", "new", "state", "step", "status", "up", "pad", "pad_failed", "hq", "way", "port",
	"address", "screen", "test", "took", "served", "kind", "type", "seq", "fact", "epoch", "last", "known", "older", "next", "after", "again in", "again_in",
	"within the hour", "count", "amount", "key", "id", "name", "err", "error", "cause", "because", "reason", "why", "what", "says", "doing", "did", "by", "wants",
	"pid", "program", "path", "folder", "file system", "method", "stack", "clock", "floor_was", "sure_was", "day", "agreed", "hq_has", "forked", "lived", "news", "unwell",
	"partner", "app", "acked", "acknowledged_once", "ask", "claims", "page", "peer", "from", "to", "in", "on", "for", "over", "who", "agent", "kiosk",
}

// ownWords are the messages with a reason that a person may have written.
var ownWords = []string{"a person is needed"}

func (v *visit) log(_ context.Context, w io.Writer) error {
	return v.tail(w, logBytes-(16<<10), "kioskd.1.log", "kioskd.log")
}

func (v *visit) crashes(_ context.Context, w io.Writer) error {
	err := v.tail(w, 240<<10, "crash.log")
	if errors.Is(err, os.ErrNotExist) {
		return nil // none has been
	}
	return err
}

// tail writes the end of files that go on from one to the next, line by line.
func (v *visit) tail(w io.Writer, most int64, names ...string) error {
	if v.Logs == "" {
		return errors.New("no folder of logs is known: kioskd wrote to standard error")
	}
	var text []byte
	var err error
	for _, name := range slices.Backward(names) {
		var end []byte
		if end, err = readEnd(filepath.Join(v.Logs, name), most-int64(len(text))); err != nil {
			break
		}
		text = append(end, text...)
	}
	if len(text) > 0 && errors.Is(err, os.ErrNotExist) {
		err = nil // it has not been turned over yet
	}
	return errors.Join(err, writeLines(w, text))
}

// readEnd returns the last lines of a file, at most so many bytes.
func readEnd(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || most <= 0 {
		return nil, err
	}
	from := max(info.Size(), most) - most
	text, err := io.ReadAll(io.NewSectionReader(f, from, most))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if from > 0 {
		_, text, _ = bytes.Cut(text, []byte("\n")) // the first one is cut
	}
	return text, nil
}

func writeLines(w io.Writer, text []byte) error {
	for line := range bytes.Lines(text) {
		if _, err := w.Write(append(logLine(bytes.TrimSpace(line)), '\n')); err != nil {
			return err
		}
	}
	return nil
}

// logLine returns a line as it may leave the kiosk: known attributes of a line of
// the log, and the lines of a stack.
func logLine(line []byte) []byte {
	var values map[string]any
	if json.Unmarshal(line, &values) != nil {
		return plainLine(line)
	}
	message, _ := values["msg"].(string)
	for name := range values {
		switch {
		case !slices.Contains(Attributes, name) || mask.Secret(name), name == "reason" && slices.Contains(ownWords, message):
			values[name] = mask.Hidden
		case name == "key":
			values[name] = mask.Short(fmt.Sprint(values[name]))
		default:
			values[name] = flat(values[name])
		}
	}
	text, err := json.Marshal(values)
	if err != nil {
		return []byte(mask.Hidden)
	}
	return text
}

// flat leaves words and numbers; a line of ours has nothing else.
func flat(value any) any {
	switch value.(type) {
	case string, float64, bool, nil:
		return value
	}
	return mask.Hidden
}

// stackLine is what Go prints of a goroutine, and the program of itself.
var stackLine = regexp.MustCompile(`^(goroutine \d+|created by |fatal error: |panic: runtime error|runtime(\.| stack)|\[signal |[\w./*()@~-]+\(.*\)( in goroutine \d+)?$|/[^"]*\.go:\d+|[A-Z]:[^"]*\.go:\d+|kioskd: |r\w{1,2} +0x|exit status)`)

func plainLine(line []byte) []byte {
	if len(line) == 0 || stackLine.Match(line) {
		return line
	}
	return fmt.Appendf(nil, "(a line of %d bytes)", len(line))
}
