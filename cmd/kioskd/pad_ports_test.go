package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers/link"
)

func ports(found ...link.Found) func() ([]link.Found, error) {
	return func() ([]link.Found, error) { return found, nil }
}

// onTerminal is a terminal on which commands can be run piecewise.
func (k *kiosk) onTerminal() (*terminal, *bytes.Buffer) {
	var out bytes.Buffer
	return &terminal{ctx: k.t.Context(), out: &out, errOut: &out, env: k.env, file: k.file}, &out
}

func TestPadPorts(t *testing.T) {
	t.Parallel()
	adapter := link.Found{Name: "/dev/ttyUSB0", USB: "067B:2303", Serial: "A1", Product: "USB-Serial"}
	term, out := newKiosk(t).onTerminal()
	if err := (padPortsCmd{JSON: true}).list(term, ports(adapter, link.Found{Name: "/dev/ttyS0"})); err != nil {
		t.Fatal(err)
	}
	var got []link.Found
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]link.Found{adapter, {Name: "/dev/ttyS0"}}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	out.Reset()
	if err := (padPortsCmd{}).list(term, ports(adapter)); err != nil || !strings.Contains(out.String(), "067B:2303  A1") {
		t.Errorf("%v, %q", err, out)
	}
	out.Reset()
	if err := (padPortsCmd{}).list(term, ports()); err != nil || !strings.Contains(out.String(), "check the cable") {
		t.Errorf("%v, %q", err, out)
	}
	broken := errors.New("no such bus")
	if err := (padPortsCmd{}).list(term, func() ([]link.Found, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestPadPortsBesideAnIdleAgent(t *testing.T) {
	t.Parallel()
	k := newKiosk(t)
	k.serve()
	term, _ := k.onTerminal()
	if err := (padPortsCmd{}).list(term, ports()); err != nil {
		t.Error(err)
	}
}
