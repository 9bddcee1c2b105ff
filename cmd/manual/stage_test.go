package manual

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"kioskd/cmd/internal/demoapp"
)

// stage is what one page's script plays on.
type stage struct {
	page    page
	left    []string // commands of the page that no line has spoken of yet
	read    []string // pairs: words of the page, and what is typed in their place
	serving map[string]*server
}

type stageKey struct{}

func setup(t *testing.T, env *testscript.Env, byScript map[string]page) error {
	name := strings.TrimPrefix(filepath.Base(env.WorkDir), "script-") + ".txt"
	p := byScript[name]
	s := &stage{page: p, left: p.commands(), serving: map[string]*server{}}
	env.Values[stageKey{}] = s
	env.Setenv("PATH", bin+string(os.PathListSeparator)+env.Getenv("PATH"))
	env.Setenv("BIN", bin)
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOFLAGS"} { // a page builds; its home has nothing yet
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			return err
		}
		env.Setenv(name, strings.TrimSpace(string(value)))
	}
	repository, err := filepath.Abs(root)
	env.Setenv("REPOSITORY", repository)
	env.Defer(func() {
		for _, one := range s.serving {
			one.kill()
		}
		for _, command := range s.left {
			t.Errorf("%s shows %q, and testdata/%s neither types it nor says who does", p.name, command, name)
		}
	})
	return err
}

func of(ts *testscript.TestScript) *stage { return ts.Value(stageKey{}).(*stage) }

// take finds the page's next command that begins so.
func (s *stage) take(ts *testscript.TestScript, start string) string {
	i := slices.IndexFunc(s.left, func(command string) bool { return strings.HasPrefix(command, start) })
	if i < 0 {
		ts.Fatalf("%s shows no (further) command that begins with %q", s.page.name, start)
	}
	found := s.left[i]
	s.left = slices.Delete(s.left, i, i+1)
	return found
}

// typed is what is typed for a command of the page.
func (s *stage) typed(command string) string {
	for i := 0; i < len(s.read); i += 2 {
		command = strings.ReplaceAll(command, s.read[i], s.read[i+1])
	}
	return command
}

func usage(ts *testscript.TestScript, good bool, words string) {
	if !good {
		ts.Fatalf("usage: %s", words)
	}
}

func shown(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) == 1, "shown START")
	s := of(ts)
	command := s.typed(s.take(ts, args[0]))
	ts.Logf("$ %s", command)
	err := ts.Exec("sh", "-c", command)
	if err != nil && !neg {
		ts.Fatalf("%s: %v", command, err)
	}
	if err == nil && neg {
		ts.Fatalf("%s: unexpected success", command)
	}
}

func reads(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) == 2 && !neg, "reads WORDS OTHERS")
	s := of(ts)
	if !slices.ContainsFunc(s.left, func(command string) bool { return strings.Contains(command, args[0]) }) {
		ts.Fatalf("no further command of %s says %q", s.page.name, args[0])
	}
	s.read = append(s.read, args[0], os.Expand(args[1], ts.Getenv))
}

var testName = regexp.MustCompile(`^(?:Test|Fuzz)\w+$`)

func elsewhere(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) == 2 && !neg, "elsewhere PROOF START")
	of(ts).take(ts, args[1])
	proof := args[0]
	switch name, isGoal := strings.CutPrefix(proof, "make "); {
	case isGoal:
		if !strings.Contains(ts.ReadFile(filepath.Join(ts.Getenv("REPOSITORY"), "Makefile")), "\n"+name+":") {
			ts.Fatalf("make has no goal %s", name)
		}
	case testName.MatchString(proof):
		ts.Check(ts.Exec("grep", "-rqE", "--include=*_test.go", "^func "+proof+`\(`, ts.Getenv("REPOSITORY")))
	case !exists(proof):
		ts.Fatalf("%s is no test, no file and no goal of make", proof)
	}
}

// patience bounds every wait of a script. The programs run in real time and offer
// nothing to wait on, so scripts look again and again.
const patience = 60 * time.Second

func until(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) >= 2 && !neg, "until REGEXP COMMAND")
	want, err := regexp.Compile(args[0])
	ts.Check(err)
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		err := ts.Exec(args[1], args[2:]...)
		if said := ts.ReadFile("stdout"); want.MatchString(said) {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%q was not said within %s: %v", args[0], patience, err)
		}
	}
}

// kiosk writes the file of the demo's kiosk, with a data folder, a pad and an HQ on
// this machine: kiosk ID.
func kiosk(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) == 1 && !neg, "kiosk ID")
	c, err := demoapp.Shop("")
	ts.Check(err)
	ts.Setenv("KIOSKD_CONFIG", ts.MkAbs("kioskd.toml"))
	c.Kiosk.ID, c.Data, c.Pad.Port = args[0], ts.MkAbs("data"), ts.MkAbs("pad")
	c.Screen.Listen = ts.Getenv("SCREEN")
	if hq := ts.Getenv("HQ"); hq != "" {
		c.HQ.URL = "ws://" + hq + "/sync"
	}
	text, err := c.Write()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.Getenv("KIOSKD_CONFIG"), text, 0o600))
}

// written finds what a command has just printed, and keeps it in a variable.
func written(ts *testscript.TestScript, neg bool, args []string, what *regexp.Regexp) {
	usage(ts, len(args) == 1 && !neg, "paid NAME, or code NAME")
	found := what.FindString(ts.ReadFile("stdout"))
	if found == "" {
		ts.Fatalf("the last command printed nothing like %s", what)
	}
	ts.Setenv(args[0], found)
}

var (
	oneTimeCode = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`)
	paymentKey  = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
)

func code(ts *testscript.TestScript, neg bool, args []string) { written(ts, neg, args, oneTimeCode) }
func paid(ts *testscript.TestScript, neg bool, args []string) { written(ts, neg, args, paymentKey) }

// exports has the variables of a page's line count for all that follows.
func exports(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) == 1 && !neg, "exports START")
	s := of(ts)
	words := strings.Fields(s.typed(s.take(ts, args[0])))
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		ts.Setenv(name, value)
	}
}
