package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"kioskd/cmd/internal/keyfile"
	"kioskd/sync/wire"
)

// typed types a command at HQ, or at the kiosk.
func (s *stage) typed(name string, args ...string) (string, error) {
	cmd := exec.Command(filepath.Join(bin, name), args...)
	cmd.Dir, cmd.Env = s.dir, append(s.env, "KIOSKD_CONFIG="+s.path("kiosk.toml"))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// enroll makes a code at HQ and enrols the kiosk with it.
func (s *stage) enroll([]string) error {
	said, err := s.typed("kioskhq", "enroll-code", kioskID, "--json", "--hq", "http://"+s.hqAddr)
	if err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	var made struct{ Code string }
	if err := json.Unmarshal([]byte(said), &made); err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	if said, err := s.typed("kioskd", "enroll", "--code", made.Code); err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	return nil
}

// until types a command again and again until what it says matches: until REGEXP
// PROGRAM ARGS.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until REGEXP PROGRAM ARGS")
	}
	want, err := regexp.Compile(args[0])
	ts.Check(err)
	s := ts.Value(stageKey{}).(*stage)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		said, err := s.typed(args[1], args[2:]...)
		if want.MatchString(said) {
			ts.Logf("%s", said)
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s never said %s: %v: %s\n%s", args[1], args[0], err, said, s.lastWords())
		}
	}
}

// sign signs a document: sign FILE KEY.
func (s *stage) sign(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: sign FILE KEY")
	}
	said, err := s.typed("kioskhq", "settings", "sign", args[0], "--key", args[1], "--out", args[0]+".signed")
	if err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	return nil
}

// limits writes a document that lets an operator void: limits FILE KEY AMOUNT.
// Its version is the last digit of the file's name, or 1.
func (s *stage) limits(args []string) error {
	if len(args) != 3 {
		return errors.New("usage: limits FILE KEY AMOUNT")
	}
	key, err := keyfile.Public(s.path(args[1] + ".pub"))
	if err != nil {
		return err
	}
	version := 1
	if strings.Contains(args[0], "2") {
		version = 2
	}
	text := fmt.Sprintf(`{"version":%d,"for":["*"],"operators":[%q],"limits":{"void_each":%s,"void_per_day":%s,"request":50000}}`,
		version, wire.EncodeKey(key), args[2], args[2])
	return os.WriteFile(s.path(args[0]), []byte(text), 0o600)
}
