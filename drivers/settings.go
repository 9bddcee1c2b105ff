package drivers

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Settings reads a driver's own settings one after another. The first error
// stays; [Settings.Done] returns it, and refuses settings that nobody read.
type Settings struct {
	device string
	values map[string]string
	known  []string
	err    error
}

// Read begins to read the settings.
func (o *Options) Read() *Settings { return ReadSettings("pad", o.Settings) }

// ReadSettings begins to read those of a device, which errors call by its name.
func ReadSettings(device string, values map[string]string) *Settings {
	return &Settings{device: device, values: values}
}

// take returns a setting, and whether it was set.
func (s *Settings) take(name string) (string, bool) {
	s.known = append(s.known, name)
	value, ok := s.values[name]
	return value, ok
}

// Choice reads a setting that has a few values, of which the first is the
// default.
func (s *Settings) Choice(name string, values ...string) string {
	value, ok := s.take(name)
	if ok && !slices.Contains(values, value) {
		s.refuse(name, "write "+strings.Join(values, " or "))
	}
	if !ok {
		value = values[0]
	}
	return value
}

// Number reads a whole number between two bounds.
func (s *Settings) Number(name string, standard, least, most int64) int64 {
	value, ok := s.take(name)
	if !ok {
		return standard
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < least || n > most {
		s.refuse(name, fmt.Sprintf("write a whole number from %d to %d", least, most))
	}
	return n
}

func (s *Settings) refuse(name, next string) {
	if s.err == nil {
		s.err = fmt.Errorf("%s setting %s = %q: %s", s.device, name, s.values[name], next)
	}
}

// Done returns what was wrong. A setting that was not read has a name that this
// driver does not know.
func (s *Settings) Done() error {
	if s.err != nil {
		return s.err
	}
	for _, name := range slices.Sorted(maps.Keys(s.values)) {
		if !slices.Contains(s.known, name) {
			return fmt.Errorf("unknown %s setting %q: known are %s", s.device, name, strings.Join(s.known, ", "))
		}
	}
	return nil
}
