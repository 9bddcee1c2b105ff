package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kioskd/agent"
)

// TestFaultsPage: the page has what the code has, and the list has every fault of it.
func TestFaultsPage(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	page, err := os.ReadFile("../../docs/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	if k.good("fault", "--markdown") != string(page) {
		t.Error("docs/faults.md is stale; run: go run ./cmd/kioskd fault --markdown > docs/faults.md")
	}
	code, err := os.ReadFile("../../agent/fault.go")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[int]string{}
	for _, f := range agent.Faults() {
		listed[f.Number] = f.Text
	}
	written := regexp.MustCompile(`(Fault\w+)\s+= &Fault{Number: (\d+), Text: ("[^"]+")`).FindAllStringSubmatch(string(code), -1)
	for _, m := range written {
		number, numberErr := strconv.Atoi(m[2])
		text, err := strconv.Unquote(m[3])
		if err != nil || numberErr != nil || listed[number] != text {
			t.Errorf("%s is not in agent/faultlist.go: add it there, and make docs/faults.md anew", m[1])
		}
	}
	if len(written) != len(listed) || len(written) < 40 {
		t.Errorf("%d faults are written, %d listed", len(written), len(listed))
	}
}

// TestFault explains one, lists all, and refuses a number that is none.
func TestFault(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	if got, want := k.good("fault", "117"), agent.FaultNotSold.Next; !strings.HasPrefix(got, "117  ") || !strings.Contains(got, want) {
		t.Errorf("%q", got)
	}
	if all := k.good("fault"); strings.Count(all, "→") != len(agent.Faults()) {
		t.Errorf("%s", all)
	}
	k.bad(1, "there is no fault 999", "fault", "999")
	k.bad(2, "number", "fault", "x")
	for _, f := range agent.Faults() {
		if strings.HasPrefix(agent.FaultGroup(f.Number), "Other") {
			t.Errorf("%d is in no group", f.Number)
		}
	}
}
