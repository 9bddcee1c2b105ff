package cmd_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kioskd/cmd/internal/config"
)

// checkList holds a list between two marks of a page against what the code says,
// and writes it anew with -rewrite.
func checkList(t *testing.T, page, name, want string) {
	t.Helper()
	from, to := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->\n"
	text := readDoc(t, page)
	before, rest, ok := strings.Cut(text, from)
	listed, after, done := strings.Cut(rest, to)
	switch {
	case !ok || !done:
		t.Fatalf("docs/%s has no place for %s", page, name)
	case *rewrite:
		if err := os.WriteFile("../docs/"+page, []byte(before+from+want+to+after), 0o644); err != nil {
			t.Fatal(err)
		}
	case listed != want:
		t.Errorf("docs/%s has an old list of %s: go test ./cmd -run %s -args -rewrite", page, name, t.Name())
	}
}

// TestHouse: the table of imports is that of TestImports, and the drawing of the
// folders names those that there are.
func TestHouse(t *testing.T) {
	var b strings.Builder
	b.WriteString("| Package | may import of ours | because |\n| --- | --- | --- |\n")
	for _, r := range mayImport {
		imports := make([]string, 0, len(r.imports))
		for _, i := range r.imports {
			imports = append(imports, named(i))
		}
		_, _ = fmt.Fprintf(&b, "| %s | %s | %s |\n", named(r.part), strings.Join(append(imports, "–")[:max(1, len(imports))], ", "), r.because)
	}
	checkList(t, "architecture.md", "imports", b.String())
	drawn := drawnFolders(readDoc(t, "architecture.md"))
	for _, folder := range drawn {
		if _, err := os.Stat(filepath.Join("..", folder)); err != nil {
			t.Errorf("docs/architecture.md draws %s: %v", folder, err)
		}
	}
	for _, p := range ours(t) {
		if folder := room(p.ImportPath); folder != "" && !slices.Contains(drawn, folder) {
			t.Errorf("docs/architecture.md does not draw %s", folder)
		}
	}
}

// named writes a pattern of packages as the page does.
func named(pattern string) string {
	if pattern == "..." {
		return "all"
	}
	return "`" + strings.ReplaceAll(pattern, "...", "…") + "`"
}

// rooms are the folders whose own folders the page draws.
var rooms = regexp.MustCompile(`^kioskd/((?:agent|drivers|queue|sync|installer)/[a-z]+)$`)

// unnamed need no words in the drawing: what they are is said beside others.
var unnamed = []string{"drivers/all", "drivers/ptyline", "queue/queuetest", "installer/logs"}

func room(importPath string) string {
	m := rooms.FindStringSubmatch(importPath)
	if m == nil || slices.Contains(unnamed, m[1]) {
		return ""
	}
	return m[1]
}

var branch = regexp.MustCompile(`(?m)^( *)([a-z]+)/ {2,}`)

// drawnFolders reads the first drawing of the page: folders, indented below one
// another.
func drawnFolders(page string) (all []string) {
	drawing := strings.SplitN(page, "```", 3)[1]
	var above []string
	for _, m := range branch.FindAllStringSubmatch(drawing, -1) {
		above = append(above[:min(len(m[1])/2, len(above))], m[2])
		all = append(all, path.Join(above...))
	}
	return all
}

// TestPorts: the page says where the programs listen.
func TestPorts(t *testing.T) {
	t.Parallel()
	page := readDoc(t, "architecture.md")
	hq := regexp.MustCompile("Listen +string `default:\"([^\"]+)\"").FindStringSubmatch(readPage(t, "cmd/kioskhq/run.go"))
	if hq == nil {
		t.Fatal("where does kioskhq listen?")
	}
	for _, address := range []string{config.Default().Screen.Listen, hq[1]} {
		if !strings.Contains(page, address) {
			t.Errorf("docs/architecture.md does not draw %s", address)
		}
	}
	if listen := config.Default().Metrics.Listen; listen != "" {
		t.Errorf("numbers are served at %s by themselves, and the page says that they are not", listen)
	}
}

// TestKinds: the engineer's page lists every kind of fact, in the words of the
// code.
func TestKinds(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("| Kind | Means |\n| --- | --- |\n")
	n := 0
	for _, file := range []string{"body.go", "day.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), "../sync/wire/"+file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			if ok && strings.HasPrefix(spec.Names[0].Name, "Kind") && len(spec.Values) == 1 {
				n++
				_, _ = fmt.Fprintf(&b, "| `%s` | %s |\n", strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`), strings.TrimSpace(spec.Comment.Text()))
			}
			return true
		})
	}
	if n < 25 {
		t.Fatalf("only %d kinds were found", n)
	}
	checkList(t, "journal.md", "kinds", b.String())
}
