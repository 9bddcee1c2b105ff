package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// places tells at which byte each setting of a document ends to be named, by its
// path. What comes after a mistake in the JSON has no place.
func places(document []byte) map[string]int64 {
	r := reader{json.NewDecoder(bytes.NewReader(document)), map[string]int64{}}
	_ = r.value("", 0) // the mistake itself is told by who reads the document
	return r.at
}

// maxDepth bounds how deep sections may stand in each other; the deepest setting is
// six deep.
const maxDepth = 50

type reader struct {
	*json.Decoder
	at map[string]int64
}

var errDeep = fmt.Errorf("more than %d sections in each other", maxDepth)

// value reads one value, whose path is known.
func (r reader) value(path string, depth int) error {
	token, err := r.Token()
	if err == nil && depth > maxDepth {
		err = errDeep
	}
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		return r.members(path, depth)
	case json.Delim('['):
		return r.elements(path, depth)
	}
	return nil
}

func (r reader) members(path string, depth int) error {
	if path != "" {
		path += "."
	}
	for r.More() {
		name, err := r.Token()
		if err != nil {
			return err
		}
		child := fmt.Sprint(path, name)
		r.at[child] = r.InputOffset()
		if err := r.value(child, depth+1); err != nil {
			return err
		}
	}
	_, err := r.Token()
	return err
}

func (r reader) elements(path string, depth int) error {
	for i := 0; r.More(); i++ {
		child := fmt.Sprintf("%s[%d]", path, i)
		if err := r.value(child, depth+1); err != nil {
			return err
		}
	}
	_, err := r.Token()
	return err
}
