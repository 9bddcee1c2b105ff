package cmd_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mayImport is the house: which packages of ours each part may import. A name
// that ends in /... stands for everything below it, too. The picture that goes
// with it is in docs/architecture.md: go test ./cmd -run TestHouse -args -rewrite.
var mayImport = []struct {
	part    string
	imports []string
	because string
}{
	{"agent/pay", nil, "words have no opinions"},
	{"queue/seal", []string{"queue/internal/..."}, "keeps keys; knows no facts"},
	{"queue/...", []string{"queue/..."}, "stores bytes; never learns what a payment is"},
	{"sync/wire/...", []string{"sync/wire/..."}, "a letter to strangers"},
	{"agent/...", []string{"agent/...", "queue", "sync/wire"}, "decides, and writes what HQ will read"},
	{"drivers/link", nil, "a pipe for bytes"},
	{"drivers/...", []string{"agent/pay", "drivers/..."}, "the pad on one side, our words on the other"},
	{"sync/uplink", []string{"queue", "sync/wire"}, "carries; does not interpret"},
	{"sync/thirdparty/reader", []string{"drivers/link"}, "written for strangers"},
	{"sync/thirdparty/...", []string{"queue", "sync/wire", "sync/thirdparty/...", "drivers/link"}, "carries; what an item costs is the partner's word until the agent has stored it"},
	{"sync/hq/pg/...", []string{"agent/pay", "sync/wire", "sync/hq/..."}, "money and tax have one home"},
	{"sync/hq/web/webtest", []string{"sync/hq/...", "sync/wire/...", "ui/browsertest"}, "plays a person at a browser, for tests"},
	{"sync/hq/rest", []string{"agent/pay", "sync/wire", "sync/hq/..."}, "money and tax have one home"},
	{"sync/hq/...", []string{"sync/wire/...", "sync/hq/..."}, "hears exactly what was said"},
	{"sync/conform/...", []string{"sync/wire/..."}, "knows no HQ, so it can judge any"},
	{"ui/screen/...", nil, "knows the local API by its address alone"},
	{"ui/...", []string{"agent", "agent/look", "agent/pay", "ui/..."}, "shows views, passes intents"},
	{"installer/update/...", nil, "what it means to be well it is told"},
	{"examples/...", []string{"sync/thirdparty/reader", "drivers/link", "examples/..."}, "written for strangers"},
	{"installer/...", []string{"installer/..."}, "knows the operating system only"},
	{"cmd/...", []string{"..."}, "introduces strangers to one another"},
}

type goPackage struct {
	ImportPath string
	Name       string
	Dir        string
	GoFiles    []string
	Imports    []string
}

func ours(t *testing.T) (all []goPackage) {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Dir,GoFiles,Imports", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("list the packages: %v", err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// inspect shows every node of our own code, tests apart, and where it stands.
func inspect(t *testing.T, see func(importPath string, at token.Position, n ast.Node)) {
	t.Helper()
	for _, p := range ours(t) {
		for _, name := range p.GoFiles {
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if n != nil {
					see(p.ImportPath, fset.Position(n.Pos()), n)
				}
				return true
			})
		}
	}
}

// TestImports holds the house: data and imports each run one way.
func TestImports(t *testing.T) {
	for _, p := range ours(t) {
		part, allowed, ok := rule(p.ImportPath)
		if !ok {
			t.Errorf("%s has no place in the house: give it one in mayImport and in docs/architecture.md", p.ImportPath)
		}
		for _, i := range p.Imports {
			name, own := strings.CutPrefix(i, "kioskd/")
			if own && !slices.ContainsFunc(allowed, func(pattern string) bool { return matches(pattern, name) }) {
				t.Errorf("%s imports %s: %s may import %v", p.ImportPath, i, part, allowed)
			}
		}
	}
}

func rule(importPath string) (part string, allowed []string, ok bool) {
	for _, r := range mayImport {
		if matches(r.part, strings.TrimPrefix(importPath, "kioskd/")) {
			return r.part, r.imports, true
		}
	}
	return "", nil, false
}

func matches(pattern, name string) bool {
	below, all := strings.CutSuffix(pattern, "...")
	return name == pattern || all && (strings.HasPrefix(name+"/", below))
}

// TestPackageComments: every package opens with a comment that a newcomer can
// read first.
func TestPackageComments(t *testing.T) {
	const enough = 60 // characters, about a sentence
	for _, p := range ours(t) {
		longest := 0
		for _, f := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, f), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if file.Doc != nil {
				longest = max(longest, len(file.Doc.Text()))
			}
		}
		if longest < enough && len(p.GoFiles) > 0 {
			t.Errorf("%s has no package comment to speak of (%d characters)", p.ImportPath, longest)
		}
	}
}

// notInTheAgent are modules that must never be linked into kioskd: what HQ, the
// demo, the page's build and the tests need.
var notInTheAgent = []string{
	"modernc.org/", "go.yaml.in/", "github.com/jackc/", "github.com/pressly/goose", "github.com/evanw/esbuild",
	"github.com/creack/pty", "github.com/chromedp/", "github.com/rogpeppe/", "github.com/prometheus/", "go.opentelemetry.io/", "google.golang.org/protobuf", "pgregory.net/", "kioskd/sync/hq", "smartrosim", "zvtsim", "escpossim", "kioskd/drivers/sim",
}

// TestAgentLinks lists what the agent's own binary carries, on both systems.
func TestAgentLinks(t *testing.T) {
	for _, system := range []string{"linux", "windows"} {
		cmd := exec.Command("go", "list", "-deps", "./kioskd")
		cmd.Env = append(cmd.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("list what kioskd links on %s: %v", system, err)
		}
		for dep := range strings.FieldsSeq(string(out)) {
			for _, bad := range notInTheAgent {
				if strings.Contains(dep, bad) {
					t.Errorf("kioskd on %s links %s", system, dep)
				}
			}
		}
		for _, must := range []string{"go.bug.st/serial", "go.etcd.io/bbolt", "github.com/gorilla/websocket", "github.com/kardianos/service"} {
			if !slices.Contains(strings.Fields(string(out)), must) {
				t.Errorf("kioskd on %s does not link %s", system, must)
			}
		}
	}
}
