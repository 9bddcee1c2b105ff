package manual

import (
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"kioskd/cmd/internal/programs"
)

// bin is the folder of the programs under test.
var bin string

func TestMain(m *testing.M) {
	programs.Main(m, &bin, "kioskd/cmd/kioskd", "kioskd/cmd/kioskhq", "kioskd/cmd/padsim", "kioskd/cmd/pgsim", "kioskd/cmd/demo", "kioskd/examples/thirdparty-server")
}

// TestShownCommands types what the pages show.
func TestShownCommands(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the pages' commands are those of a shell on Linux, and the pad is simulated on a pseudo-terminal")
	}
	byScript := map[string]page{}
	for _, p := range pages(t) {
		if len(p.commands()) > 0 {
			byScript[p.script()] = p
		}
	}
	matchScripts(t, byScript)
	testscript.Run(t, testscript.Params{
		Dir:   "testdata",
		Setup: func(env *testscript.Env) error { return setup(t, env, byScript) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"shown": shown, "serves": serves, "beside": beside, "ends": ends, "said": said, "reads": reads, "exports": exports, "elsewhere": elsewhere,
			"until": until, "code": code, "paid": paid, "free": free, "kiosk": kiosk,
		},
	})
}

// matchScripts looks that each page which shows commands has a script, and that no
// script is left of a page that shows none.
func matchScripts(t *testing.T, byScript map[string]page) {
	t.Helper()
	scripts, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for script, p := range byScript {
		if !slices.Contains(scripts, filepath.Join("testdata", script)) {
			t.Errorf("%s shows commands, and no script testdata/%s types them", p.name, script)
		}
	}
	for _, script := range scripts {
		if _, found := byScript[filepath.Base(script)]; !found {
			t.Errorf("%s types what no page shows", script)
		}
	}
}
