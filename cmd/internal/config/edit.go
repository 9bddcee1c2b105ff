package config

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Edit returns the text of a configuration file with one setting changed or added,
// and the rest, comments and all, as it was. The key is as in "hq.url". It fails
// where the result would not read back with that value.
func Edit(text []byte, key, value string) ([]byte, error) {
	if _, err := Parse(text); err != nil {
		return nil, err
	}
	table, name, found := strings.Cut(key, ".")
	if !found {
		table, name = "", key
	}
	lines := strings.SplitAfter(string(text), "\n")
	edited := []byte(strings.Join(putLine(lines, table, name, name+" = "+written(value)+"\n"), ""))
	if err := holds(edited, key, value); err != nil {
		return nil, fmt.Errorf("set %s by hand: the file is written in a way that cannot be changed by itself: %w", key, err)
	}
	return edited, nil
}

// written is a value as TOML has it: true and false as they are, all else as a
// basic string, whose escapes are those of Go that are used for text.
func written(value string) string {
	if value == "true" || value == "false" {
		return value
	}
	return strconv.QuoteToGraphic(value)
}

// putLine replaces the line of a name in its table, or puts it at the table's
// head, or makes the table.
func putLine(lines []string, table, name, line string) []string {
	at, head := "", -1
	if table == "" {
		head = 0
	}
	for i, text := range lines {
		trimmed := strings.TrimSpace(text)
		if strings.HasPrefix(trimmed, "[") {
			at = strings.TrimSpace(strings.Trim(strings.SplitN(trimmed, "#", 2)[0], "[] \t"))
			if at == table && !strings.HasPrefix(trimmed, "[[") {
				head = i + 1
			}
			continue
		}
		if key, _, ok := strings.Cut(trimmed, "="); ok && at == table && strings.TrimSpace(key) == name {
			return splice(lines, i, i+1, line)
		}
	}
	if head < 0 {
		return append(endLine(lines), "\n["+table+"]\n", line)
	}
	return splice(endLine(lines), head, head, line)
}

// endLine gives the last line the end that it may lack.
func endLine(lines []string) []string {
	last := len(lines) - 1
	if last >= 0 && lines[last] != "" && !strings.HasSuffix(lines[last], "\n") {
		lines[last] += "\n"
	}
	return lines
}

func splice(lines []string, from, to int, line string) []string {
	out := append([]string{}, lines[:from]...)
	return append(append(out, line), lines[to:]...)
}

// holds reads a text back, as a check of the edit.
func holds(text []byte, key, value string) error {
	c, err := Parse(text)
	if err != nil {
		return err
	}
	set, err := c.Write()
	if err != nil {
		return err
	}
	want := c
	environ := prefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_")) + "=" + value
	if err := override(&want, []string{environ}); err != nil {
		return err
	}
	wanted, err := want.Write()
	if err == nil && !bytes.Equal(set, wanted) {
		err = fmt.Errorf("%s would not be %q", key, value)
	}
	return err
}
