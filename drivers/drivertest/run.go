package drivertest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

// Environment is a variable that, set to "all", has the suite try every mishap at
// every byte, and many more storms. Otherwise it tries a sample, always the same.
const Environment = "KIOSKD_DRIVERTEST"

// Run puts a driver to the test. Each kind of scenario is a subtest, and each
// scenario one of that, so that -run repeats a single one. With -v it ends in a
// table of how many there were.
func Run(t *testing.T, s Subject) {
	list := scenarios(t, s, os.Getenv(Environment) == "all")
	var kinds []string
	groups := map[string][]scenario{}
	for _, c := range list {
		if groups[c.kind] == nil {
			kinds = append(kinds, c.kind)
		}
		groups[c.kind] = append(groups[c.kind], c)
	}
	t.Run("kind", func(t *testing.T) {
		for _, kind := range kinds {
			t.Run(kind, func(t *testing.T) {
				t.Parallel()
				for _, c := range groups[kind] {
					t.Run(c.name, func(t *testing.T) { report(t, s, c) })
				}
			})
		}
	})
	t.Log(table(s, kinds, groups))
}

// report plays a scenario and tells what was wrong.
func report(t *testing.T, s Subject, c scenario) {
	v := play(t, s, c)
	if len(v.faults) == 0 {
		return
	}
	t.Errorf("%s, %s:\n  %s\npad script:\n  %s\nwhat happened:\n%s\nagain: go test -run '%s'", c.kind, c.name,
		strings.Join(v.faults, "\n  "), strings.ReplaceAll(c.script, "\n", "\n  "), v.diary, t.Name())
}

// scenarios lists all that apply to a driver.
func scenarios(t *testing.T, s Subject, all bool) []scenario {
	days := slices.Concat(mannered(s), troubled(s), unlucky(s), restarted(s), calendar(s), crowds(s), alike(s), givenBack(s))
	list := slices.Concat(everyByte(t, s, all), days, refused(s), storms(s, all))
	if s.Brief && !all {
		list = sample(list, 5)
	}
	for _, habit := range s.Habits {
		more := slices.Clone(days)
		for i := range more {
			more[i] = more[i].with(habit)
		}
		if !all {
			more = sample(more, 5)
		}
		list = append(list, more...)
	}
	return list
}

// sample returns one in n of a list, always the same ones.
func sample(list []scenario, n int) (some []scenario) {
	for _, c := range list {
		if chance(c.kind+c.name).IntN(n) == 0 {
			some = append(some, c)
		}
	}
	return some
}

// table tells how many scenarios of each kind there were.
func table(s Subject, kinds []string, groups map[string][]scenario) string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	sum := 0
	for _, kind := range kinds {
		_, _ = fmt.Fprintf(w, "%s\t%d\t\n", kind, len(groups[kind]))
		sum += len(groups[kind])
	}
	_, _ = fmt.Fprintf(w, "%s, scenarios in all\t%d\t\n", s.Driver.Title, sum)
	_ = w.Flush() // a strings.Builder takes everything
	return "\n" + text.String()
}
