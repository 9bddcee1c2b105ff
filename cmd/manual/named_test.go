package manual

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	command = regexp.MustCompile(`^(?:sudo |bin/)?(?:kioskd|kioskhq|padsim|pgsim) `)
	between = regexp.MustCompile(`&&|[|;>]`)
	quoted  = regexp.MustCompile(`'[^']*'|"[^"]*"`)
	goal    = regexp.MustCompile(`^make ([a-z-]+)`)
	folder  = regexp.MustCompile(`go (?:run|test)(?: -[a-zA-Z]+(?: [A-Z]\w+)?)* (\./[\w./-]+)`)
)

// TestNamedCommands: programs know every command and flag that a page names, and
// make, go and the shell find what they are sent to.
func TestNamedCommands(t *testing.T) {
	t.Parallel()
	asked := map[string]bool{}
	for _, p := range pages(t) {
		for _, text := range append(p.commands(), p.spans()...) {
			if asked[text] {
				continue
			}
			asked[text] = true
			if err := known(t, text); err != "" {
				t.Errorf("%s names %q: %s", p.name, text, err)
			}
		}
	}
	if len(asked) < 500 {
		t.Errorf("%d pieces of code were found in all pages; are they still read?", len(asked))
	}
}

// known says what is wrong with a command, or nothing.
func known(t *testing.T, text string) string {
	t.Helper()
	if m := goal.FindStringSubmatch(text); m != nil && !slices.Contains(goals(t), m[1]) {
		return "make has no such goal"
	}
	if m := folder.FindStringSubmatch(text); m != nil && !exists(m[1]) {
		return "there is no such folder"
	}
	if strings.HasPrefix(text, "scripts/") && !exists(text) {
		return "there is no such script"
	}
	for _, simple := range between.Split(quoted.ReplaceAllString(text, "X"), -1) {
		if program, args := ours(simple); program != "" {
			if said := helped(t, program, args); said != "" {
				return said
			}
		}
	}
	return ""
}

// ours splits a command of one of our programs; anything else has no program.
func ours(simple string) (program string, args []string) {
	words := strings.Fields(simple)
	for len(words) > 0 && (words[0] == "sudo" || strings.Contains(words[0], "=")) {
		words = words[1:]
	}
	if len(words) < 2 {
		return "", nil
	}
	program = strings.TrimPrefix(words[0], "bin/")
	if !slices.Contains([]string{"kioskd", "kioskhq", "padsim", "pgsim"}, program) {
		return "", nil
	}
	return program, arguments(words[1:])
}

// helped has a program read a command and answer with its help; what it says
// against the command is returned.
func helped(t *testing.T, program string, args []string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join(bin, program), append(args, "--help")...)
	cmd.Dir = filepath.Join("testdata", "named") // has the files and folders that commands name
	out, err := cmd.CombinedOutput()
	if err == nil || strings.Contains(string(out), `but got "--help"`) { // the flag is known, its value left out
		return ""
	}
	return strings.TrimSpace(string(out))
}

// arguments tidies what follows a program's name. What a page leaves out (…), and
// brackets around what may be left out, are no arguments.
func arguments(words []string) (all []string) {
	for _, word := range words {
		word = strings.NewReplacer("[", "", "]", "", "NUMBER", "1").Replace(word)
		if word == "…" && (len(all) == 0 || !strings.HasPrefix(all[len(all)-1], "--")) {
			continue
		}
		all = append(all, word)
	}
	return all
}

func exists(path string) bool {
	_, err := os.Stat(filepath.Join(root, strings.TrimSuffix(path, "/...")))
	return err == nil
}

// goals lists what make can make.
func goals(t *testing.T) (all []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllStringSubmatch(string(text), -1) {
		all = append(all, m[1])
	}
	return all
}
