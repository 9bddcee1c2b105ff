package thirdparty

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// object is a JSON object of a stranger.
type object map[string]any

// readJSON reads one JSON value and nothing after it. Numbers stay as written, so
// that no sum of money passes through a floating point.
func readJSON(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more after the JSON")
	}
	return v, nil
}

// get follows a path of names; nil stands for nothing there.
func (o object) get(path string) any {
	first, rest, more := strings.Cut(path, ".")
	value := o[first]
	if !more {
		return value
	}
	inner, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	return object(inner).get(rest)
}

// put sets what stands at a path, and makes the objects on the way.
func (o object) put(path string, value any) {
	first, rest, more := strings.Cut(path, ".")
	if !more {
		o[first] = value
		return
	}
	inner, ok := o[first].(object)
	if !ok {
		inner = object{}
		o[first] = inner
	}
	inner.put(rest, value)
}

// text returns the string at a path, "" for nothing.
func (o object) text(path string) (string, error) {
	switch v := o.get(path).(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	default:
		return "", fmt.Errorf("%s is not text", path)
	}
}

// maxMoney is the largest sum, in minor units, that a partner may name.
const maxMoney = 9_999_999_999

// money returns the sum at a path in whole minor units, and whether there is one.
func (o object) money(path string) (sum int64, given bool, err error) {
	value := o.get(path)
	if value == nil {
		return 0, false, nil
	}
	number, ok := value.(json.Number)
	if ok {
		sum, err = strconv.ParseInt(number.String(), 10, 64)
	}
	if !ok || err != nil || sum < 0 || sum > maxMoney {
		return 0, true, fmt.Errorf("%s is not a whole number of minor units between 0 and %d", path, int64(maxMoney))
	}
	return sum, true, nil
}
