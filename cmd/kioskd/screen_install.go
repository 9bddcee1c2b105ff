package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"kioskd/ui/screen"
)

type screenInstallCmd struct {
	Policy   string `help:"The browser's policy, one JSON object; - for standard input. Without it the policy stays as it is." placeholder:"FILE"`
	CageUser string `help:"Start the screen with the machine, as this user and without a desktop. Linux, needs cage." placeholder:"USER"`
}

// Run writes what it says, and prints what it wrote.
func (s screenInstallCmd) Run(t *terminal) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	setup := screen.Setup{Root: t.getenv("DESTDIR"), Program: program, CageUser: s.CageUser}
	var written []string
	if s.Policy != "" {
		text, err := readFileOr(os.Stdin, s.Policy)
		if err != nil {
			return fmt.Errorf("read the browser's policy: %w", err)
		}
		if written, err = setup.WritePolicy(text); err != nil {
			return err
		}
	}
	more, err := setup.Install()
	for _, name := range append(written, more...) {
		if _, tellErr := fmt.Fprintln(t.out, "wrote", name); tellErr != nil {
			return errors.Join(err, tellErr)
		}
	}
	return err
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

// readFileOr reads a file, or another source where the name is -.
func readFileOr(other io.Reader, name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(other)
	}
	return os.ReadFile(name)
}
