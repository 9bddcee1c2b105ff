package e2e

import (
	"os"
	"runtime"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"kioskd/cmd/internal/programs"
)

// bin is the folder of the programs under test.
var bin string

func TestMain(m *testing.M) {
	programs.Main(m, &bin, "-race", "kioskd/cmd/kioskd", "kioskd/cmd/kioskhq", "kioskd/cmd/padsim", "kioskd/cmd/pgsim", "kioskd/cmd/demo",
		"kioskd/examples/thirdparty-server", "kioskd/examples/reader-client")
}

func TestScripts(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the pad is simulated on a pseudo-terminal, which Windows does not have")
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", bin+string(os.PathListSeparator)+env.Getenv("PATH"))
			s, err := newStage(env)
			env.Values[stageKey{}] = s
			env.Defer(func() { s.clear() })
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"hq": command((*stage).hqCmd), "pad": command((*stage).padCmd), "kiosk": command((*stage).kioskCmd),
			"order": command((*stage).order), "pay": command((*stage).pay), "abort": command((*stage).abort), "leave": command((*stage).leave),
			"screen": command((*stage).screen), "dialogue": command((*stage).dialogue), "fact": command((*stage).fact),
			"uploaded": command((*stage).uploaded), "books": command((*stage).books), "browser": command((*stage).browserCmd),
			"printer": command((*stage).printerCmd), "receipt": command((*stage).receipt), "lastkey": lastKey,
			"enroll": command((*stage).enroll), "sign": command((*stage).sign), "limits": command((*stage).limits), "until": until,
			"webtoken": command((*stage).webToken), "me": command((*stage).me),
			"shop": command((*stage).shop), "http": command((*stage).http), "data": command((*stage).data), "hears": command((*stage).hears),
			"partner": command((*stage).partnerCmd),
		},
	})
}

type stageKey struct{}

// lastKey puts the last order's payment key into $KEY.
func lastKey(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Setenv("KEY", ts.Value(stageKey{}).(*stage).key)
}

// command makes a script command of a method; its error fails the script, or is
// what a line with ! expects.
func command(f func(*stage, []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		s := ts.Value(stageKey{}).(*stage)
		s.logf = ts.Logf
		err := f(s, args)
		switch {
		case err != nil && !neg:
			ts.Fatalf("%v\n%s", err, s.lastWords())
		case err == nil && neg:
			ts.Fatalf("unexpected success")
		case err != nil:
			ts.Logf("as expected: %v", err)
		}
	}
}
