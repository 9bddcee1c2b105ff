package main

import (
	"fmt"
	"strings"
)

// way is how a customer is served.
type way struct {
	width, height int64
	language      string
	modes         string // as the body of PUT modes, but for the language; empty for what is usual
}

// modes are what a customer may ask for.
var modes = map[string]string{
	"":         "",
	"contrast": `"text":100,"contrast":true`,
	"low":      `"text":100,"low":true`,
	"large":    `"text":200`,
	"speech":   `"text":100,"speech":true`,
}

// parseWay reads 1080x1920/ko-low.
func parseWay(s string) (w way, err error) {
	size, how, _ := strings.Cut(s, "/")
	if _, err := fmt.Sscanf(size, "%dx%d", &w.width, &w.height); err != nil {
		return way{}, fmt.Errorf("the size in %q is not like 1080x1920: %w", s, err)
	}
	language, mode, _ := strings.Cut(how, "-")
	known := false
	if w.modes, known = modes[mode]; !known || language == "" {
		return way{}, fmt.Errorf("%q is not like 1080x1920/ko or 1080x1920/ko-low", s)
	}
	w.language = language
	return w, nil
}
