package cmd_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write lists in the documentation anew")

// TestFuzzTargets: the documentation lists the targets that there are. It may be a few
// behind while several people work, and never names one that is not there.
func TestFuzzTargets(t *testing.T) {
	const from, to, behind = "<!-- fuzz targets -->\n", "<!-- end of fuzz targets -->", 10
	page, table := readDoc(t, "attack-surface.md"), fuzzTable(t)
	before, rest, ok := strings.Cut(page, from)
	listed, after, done := strings.Cut(rest, to)
	if !ok || !done {
		t.Fatal("docs/attack-surface.md has no place for the fuzz targets")
	}
	if *rewrite {
		if err := os.WriteFile("../docs/attack-surface.md", []byte(before+from+table+to+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, name := range regexp.MustCompile("`Fuzz\\w+`").FindAllString(listed, -1) {
		if !strings.Contains(table, name) {
			t.Errorf("docs/attack-surface.md lists %s, which is not there", name)
		}
	}
	if missing := strings.Count(table, "`Fuzz") - strings.Count(listed, "`Fuzz"); missing > behind {
		t.Errorf("%d fuzz targets are not listed: go test ./cmd -run TestFuzzTargets -args -rewrite", missing)
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
	inspect(t, func(_ string, at token.Position, n ast.Node) {
		if c, ok := n.(*ast.CompositeLit); ok && isTLSConfig(c) {
			seen++
			checkTLS(t, at, c)
		}
	})
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
