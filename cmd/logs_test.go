package cmd_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kioskd/cmd/internal/mask"
	"kioskd/cmd/internal/support"
)

// logger is what a logger is called in this house.
var logger = regexp.MustCompile(`(?i)^(log|logger|to)$`)

// TestLogLines: a message of the log is one constant sentence, so that machines can
// count it and people find it in the code; what varies are attributes. Each attribute
// is on the list of those that a support bundle shows, or would be hidden there.
func TestLogLines(t *testing.T) {
	seen, used := 0, map[string]bool{"time": true, "level": true, "msg": true}
	inspect(t, func(importPath string, at token.Position, n ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok && isLogLine(call) {
			seen++
			checkLogLine(t, at, call, !strings.HasPrefix(importPath, "kioskd/sync/hq"), used)
		}
	})
	for _, name := range support.Attributes {
		if !used[name] {
			t.Errorf("no line has the attribute %q: take it from support.Attributes", name)
		}
	}
	if seen < 80 {
		t.Errorf("%d lines of the log were looked at: has a logger another name now?", seen)
	}
}

func isLogLine(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, f.Sel.Name) || len(call.Args) == 0 {
		return false
	}
	switch of := f.X.(type) {
	case *ast.Ident:
		return logger.MatchString(of.Name)
	case *ast.SelectorExpr:
		return logger.MatchString(of.Sel.Name)
	}
	return false
}

func checkLogLine(t *testing.T, at token.Position, call *ast.CallExpr, kiosks bool, used map[string]bool) {
	t.Helper()
	if text(call.Args[0]) == "" {
		t.Errorf("%s: the message is no constant: say what varies in an attribute", at)
	}
	for i := 1; i < len(call.Args); i += 2 {
		name := text(call.Args[i])
		used[name] = true
		switch {
		case call.Ellipsis.IsValid() && i == len(call.Args)-1:
		case name == "":
			t.Errorf("%s: attribute %d has no constant name", at, i)
		case mask.Secret(name):
			t.Errorf("%s: %s is the name of a secret, or tells of a person", at, name)
		case kiosks && !slices.Contains(support.Attributes, name):
			t.Errorf("%s: may a support bundle show %q? Then add it to support.Attributes; if not, do not log it", at, name)
		}
	}
}

// text returns the value of a constant text, "" for anything else.
func text(e ast.Expr) string {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(l.Value)
	if err != nil {
		return ""
	}
	return s
}
