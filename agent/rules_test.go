package agent

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// moneyRules is how many there are.
const moneyRules = 16

// TestRulesHaveStories: each money rule has a story named after it, the index
// names every one of them and nothing else, and so does the page of the rules.
func TestRulesHaveStories(t *testing.T) {
	t.Parallel()
	index, rules := readText(t, "testdata/README.md"), readText(t, "../docs/architecture.md")
	named := regexp.MustCompile("`(rule-[a-z0-9-]+)`").FindAllStringSubmatch(index, -1)
	for _, n := range named {
		if len(storiesLike(t, n[1]+".txt")) == 0 {
			t.Errorf("the index names %s, which is no story", n[1])
		}
	}
	for n := range moneyRules {
		stories := storiesLike(t, fmt.Sprintf("rule-%02d-*.txt", n+1))
		if len(stories) == 0 {
			t.Errorf("money rule %d has no story", n+1)
		}
		for _, s := range stories {
			name := "`" + strings.TrimSuffix(filepath.Base(s), ".txt") + "`"
			if !strings.Contains(index, name) || !strings.Contains(rules, name) {
				t.Errorf("%s is not in testdata/README.md, or not in docs/architecture.md", name)
			}
			if text := readText(t, s); !strings.Contains(text, "ule "+fmt.Sprint(n+1)+":") {
				t.Errorf("%s does not begin with the rule that it is about", s)
			}
		}
	}
	if all := storiesLike(t, "rule-*.txt"); len(all) != len(named) {
		t.Errorf("%d stories of rules, %d of them in the index", len(all), len(named))
	}
}

func storiesLike(t *testing.T, pattern string) (all []string) {
	t.Helper()
	for _, dir := range []string{"testdata", "books/testdata"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
