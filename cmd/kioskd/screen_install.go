package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"kioskd/ui/screen"
)

type screenInstallCmd struct {
	Policy   string `help:"Another policy for the browser than that of: kioskd screen policy. One JSON object; - for standard input." placeholder:"FILE"`
	CageUser string `help:"Start the screen with the machine, as this user and without a desktop. Linux, needs cage." placeholder:"USER"`
}

// Run writes what it says, and prints what it wrote.
func (s screenInstallCmd) Run(t *terminal) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	setup := screen.Setup{Root: t.getenv("DESTDIR"), Program: program, CageUser: s.CageUser}
	text, err := s.policy(t)
	if err != nil {
		return fmt.Errorf("read the browser's policy: %w", err)
	}
	written, err := setup.WritePolicy(text)
	if err == nil {
		var more []string
		more, err = setup.Install()
		written = append(written, more...)
	}
	for _, name := range written {
		_, tellErr := fmt.Fprintln(t.out, "wrote", name)
		err = errors.Join(err, tellErr)
	}
	return err
}

func (s screenInstallCmd) policy(t *terminal) ([]byte, error) {
	switch s.Policy {
	case "":
		return t.screenPolicy()
	case "-":
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(s.Policy)
}

type screenRemoveCmd struct{}

// Run takes everything away that install may have written, and prints what was
// there.
func (screenRemoveCmd) Run(t *terminal) error {
	setup := screen.Setup{Root: t.getenv("DESTDIR")}
	removed, err := setup.Remove()
	more, policyErr := setup.RemovePolicy()
	for _, name := range append(removed, more...) {
		_, tellErr := fmt.Fprintln(t.out, "removed", name)
		err = errors.Join(err, tellErr)
	}
	return errors.Join(err, policyErr)
}
