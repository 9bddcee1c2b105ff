package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Between these the page belongs to this program.
const (
	pageBegin = "<!-- bench-hq: begin (written by make bench-hq) -->\n"
	pageEnd   = "<!-- bench-hq: end -->\n"
)

// keep puts the text between the markers of a page.
func keep(path, text string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the page that keeps the table: %w", err)
	}
	next, err := replace(string(page), text)
	if err != nil {
		return fmt.Errorf("keep the table in %s: %w", path, err)
	}
	if err := os.WriteFile(path, []byte(next), 0o644); err != nil {
		return fmt.Errorf("keep the table: %w", err)
	}
	return nil
}

func replace(page, text string) (string, error) {
	head, rest, begun := strings.Cut(page, pageBegin)
	_, foot, ended := strings.Cut(rest, pageEnd)
	if !begun || !ended {
		return "", errors.New("it lacks the two marker lines, " + strings.TrimSpace(pageBegin) + " and " + strings.TrimSpace(pageEnd))
	}
	return head + pageBegin + text + pageEnd + foot, nil
}
