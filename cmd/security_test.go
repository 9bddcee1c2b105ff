package cmd_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write lists in the documentation anew")

// TestFuzzTargets: the documentation lists every target there is.
func TestFuzzTargets(t *testing.T) {
	const from, to = "<!-- fuzz targets -->\n", "<!-- end of fuzz targets -->"
	page := readDoc(t, "attack-surface.md")
	before, rest, ok := strings.Cut(page, from)
	_, after, done := strings.Cut(rest, to)
	if !ok || !done {
		t.Fatal("docs/attack-surface.md has no place for the fuzz targets")
	}
	want := before + from + fuzzTable(t) + to + after
	if *rewrite {
		if err := os.WriteFile("../docs/attack-surface.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != page {
		t.Error("the list of fuzz targets is stale: go test ./cmd -run TestFuzzTargets -args -rewrite")
	}
}

var fuzzTarget = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

func fuzzTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| Package | Targets |\n| --- | --- |\n")
	for _, p := range ours(t) {
		files, err := filepath.Glob(filepath.Join(p.Dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range fuzzTarget.FindAllStringSubmatch(string(text), -1) {
				names = append(names, "`"+m[1]+"`")
			}
		}
		if slices.Sort(names); len(names) > 0 {
			_, _ = fmt.Fprintf(&b, "| `%s` | %s |\n", strings.TrimPrefix(p.ImportPath, "kioskd/"), strings.Join(names, ", "))
		}
	}
	return b.String()
}

// TestTLS: whoever sets up TLS says that it is 1.2 or newer, and nobody turns the
// checks of certificates off.
func TestTLS(t *testing.T) {
	seen := 0
	for _, p := range ours(t) {
		for _, name := range p.GoFiles {
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if c, ok := n.(*ast.CompositeLit); ok && isTLSConfig(c) {
					seen++
					checkTLS(t, fset.Position(c.Pos()), c)
				}
				return true
			})
		}
	}
	if seen < 3 {
		t.Errorf("%d settings of TLS were found", seen)
	}
}

func isTLSConfig(c *ast.CompositeLit) bool {
	s, ok := c.Type.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "Config" {
		return false
	}
	of, ok := s.X.(*ast.Ident)
	return ok && of.Name == "tls"
}

func checkTLS(t *testing.T, at token.Position, c *ast.CompositeLit) {
	t.Helper()
	newest := false
	for _, e := range c.Elts {
		field, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch name := fmt.Sprint(field.Key); name {
		case "MinVersion":
			v, ok := field.Value.(*ast.SelectorExpr)
			newest = ok && (v.Sel.Name == "VersionTLS12" || v.Sel.Name == "VersionTLS13")
		case "InsecureSkipVerify":
			t.Errorf("%s: certificates are to be checked", at)
		}
	}
	if !newest && len(c.Elts) > 0 {
		t.Errorf("%s: say MinVersion: tls.VersionTLS12", at)
	}
}
