package thirdparty

import (
	"errors"
	"fmt"
	"strings"
)

// parsePush reads a message that was pushed over a WebSocket. It returns "" for
// one of another type, which is none of ours.
func parsePush(text []byte, n Names) (string, error) {
	v, err := readJSON(text)
	if err != nil {
		return "", err
	}
	fields, ok := v.(map[string]any)
	if !ok {
		return "", errors.New("the message is not an object")
	}
	o := object(fields)
	if kind, err := o.text(n.of(nameType)); err != nil || kind != n.of(nameWSReady) {
		return "", err
	}
	return pushedKey(o, n)
}

// parseEvent reads the data of an event that announces a payment: an object, or
// the key alone.
func parseEvent(data string, n Names) (string, error) {
	data = strings.TrimSpace(data)
	if !strings.HasPrefix(data, "{") {
		data = strings.Trim(data, `"`)
		return data, checkKey(data)
	}
	v, err := readJSON([]byte(data))
	if err != nil {
		return "", err
	}
	fields, ok := v.(map[string]any)
	if !ok {
		return "", errors.New("the data is not an object")
	}
	return pushedKey(fields, n)
}

// pushedKey finds the key, beside the type or in the data.
func pushedKey(o object, n Names) (string, error) {
	name := n.of(nameKey)
	key, err := o.text(name)
	if err == nil && key == "" {
		if inner, ok := o.get(n.of(nameData)).(map[string]any); ok {
			key, err = object(inner).text(name)
		}
	}
	if err == nil {
		err = checkKey(key)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return key, nil
}
