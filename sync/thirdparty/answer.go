package thirdparty

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// maxAnswer bounds what a server may answer, in bytes.
const maxAnswer = 1 << 20

// readBody reads an answer that has an end.
func readBody(r *http.Response) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if len(text) > maxAnswer {
		return nil, fmt.Errorf("the answer has more than %d bytes", maxAnswer)
	}
	return text, nil
}

// wantType refuses an answer of another kind, such as the sign-in page of a hotel's
// network.
func wantType(r *http.Response, want string) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != want && !(want == typeJSON && strings.HasSuffix(kind, "+json")) {
		return fmt.Errorf("the answer is %q and not %s", firstRunes(r.Header.Get("Content-Type"), 60), want)
	}
	return nil
}

const (
	typeJSON   = "application/json"
	typeEvents = "text/event-stream"
)

// failure returns what an answer says went wrong although it came with a 200: an
// error beside it, or no success. It is "" when all is well.
func failure(o object, n Names) string {
	switch v := o.get(n.of(nameError)).(type) {
	case nil:
	case string:
		if v != "" {
			return firstRunes(v, 200)
		}
	case bool:
		if v {
			return n.of(nameError)
		}
	default:
		return firstRunes(fmt.Sprint(v), 200)
	}
	if done, ok := o.get(n.of(nameSuccess)).(bool); ok && !done {
		return n.of(nameSuccess) + " is false"
	}
	return ""
}

// acknowledged reports whether the answer to an upload says that it was stored: by
// nothing, by "ok", or by JSON that complains of nothing.
func acknowledged(r *http.Response, n Names) error {
	text, err := readBody(r)
	if err != nil {
		return err
	}
	said := strings.TrimSpace(string(text))
	if said == "" || strings.EqualFold(said, "ok") {
		return nil
	}
	if err := wantType(r, typeJSON); err != nil {
		return err
	}
	v, err := readJSON(bytes.TrimSpace(text))
	if err != nil {
		return err
	}
	if o, ok := v.(map[string]any); ok {
		if why := failure(o, n); why != "" {
			return errors.New("the server says: " + why)
		}
	}
	return nil
}

// firstRunes cuts what strangers say before it goes into a log.
func firstRunes(s string, n int) string {
	if r := []rune(strings.ToValidUTF8(s, "?")); len(r) > n {
		return string(r[:n]) + "…"
	}
	return strings.ToValidUTF8(s, "?")
}
