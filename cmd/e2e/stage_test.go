package e2e

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/rogpeppe/go-internal/testscript"

	"kioskd/agent/settings"
	"kioskd/cmd/internal/demoapp"
)

// stage is what one script plays on: its folder, its ports and its programs.
type stage struct {
	dir        string
	env        []string
	driver     string // of the card pad, "" for the default
	hqAddr     string
	screenAddr string

	hq, kiosk, pad *program
	printer        *program
	providers      *program // of payments by phone
	providersAt    string
	heard          int // up to where the pad's dialogue was read

	printerSet, printerRequired bool

	partner, client *program // the operator's own server, or client
	partnerAddr     string
	serial          *joinedLines
	thirdparty      settings.ThirdParty
	orders          string // who says what there is to pay, "" for the catalogue
	bills           []billed

	key     string
	amount  int64
	bearer  string // the last token of a web app
	browser *visitor
	logf    func(string, ...any)
}

const (
	kioskID = "demo-kiosk"
	token   = "a-token-only-for-tests"

	screenToken = "another-token-only-for-tests"
)

func newStage(env *testscript.Env) (*stage, error) {
	s, err := openStage(env.WorkDir, slices.Concat(env.Vars, []string{"PATH=" + env.Getenv("PATH")}))
	env.Setenv("SCREEN", s.screenAddr)
	env.Setenv("HQ", s.hqAddr)
	env.Setenv("KIOSKD_CONFIG", s.path("kiosk.toml"))
	return s, err
}

// openStage makes a stage in a folder.
func openStage(dir string, env []string) (*stage, error) {
	s := &stage{dir: dir, env: env, logf: func(string, ...any) {}}
	var err error
	if s.hqAddr, err = freePort(); err != nil {
		return s, err
	}
	if s.screenAddr, err = freePort(); err != nil {
		return s, err
	}
	return s, errors.Join(os.WriteFile(s.path("tokens"), []byte(kioskID+" "+token+"\n"), 0o600),
		os.WriteFile(s.path("token"), []byte(token+"\n"), 0o600), os.WriteFile(s.path("screen-token"), []byte(screenToken), 0o600), s.writeConfig())
}

// nextPort is where the search for a port goes on, which stays below the ports that
// systems hand out by themselves, so that nobody takes one between two starts of
// a program.
var nextPort atomic.Int32

// freePort finds a port that nobody uses. It must stay the same when a program
// is started again, so port 0 will not do.
func freePort() (string, error) {
	first := 20_000 + int32(os.Getpid()%8_000)
	for range 1000 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first+nextPort.Add(1)))
		if err == nil {
			return l.Addr().String(), l.Close()
		}
	}
	return "", errors.New("no free port found")
}

func (s *stage) path(name string) string { return filepath.Join(s.dir, name) }

func (s *stage) writeConfig() error {
	c, err := demoapp.Shop(s.driver)
	if err != nil {
		return err
	}
	c.Data, c.Screen.Listen, c.Screen.TokenFile = s.path("data"), s.screenAddr, s.path("screen-token")
	c.Pad.Port = s.path("pad")
	c.HQ.URL, c.HQ.TokenFile = "ws://"+s.hqAddr+"/sync", s.path("token")
	c.ThirdParty, c.Payments.Orders = s.thirdparty, cmp.Or(s.orders, c.Payments.Orders)
	if s.printerSet {
		c.Printer.Port, c.Printer.Required = s.path("printer"), s.printerRequired
	}
	text, err := c.Write()
	if err != nil {
		return err
	}
	return os.WriteFile(s.path("kiosk.toml"), text, 0o600)
}

// clear ends whatever still runs.
func (s *stage) clear() {
	if s.browser != nil {
		s.browser.close()
	}
	for _, p := range s.programs() {
		if p != nil && !p.over() {
			_ = p.end(true)
		}
	}
	_ = s.serial.close() // the names go with the folder
}

func (s *stage) programs() []*program {
	return []*program{s.kiosk, s.pad, s.hq, s.printer, s.partner, s.client, s.providers}
}

// lastWords returns the end of what each program said.
func (s *stage) lastWords() string {
	var b strings.Builder
	for _, p := range s.programs() {
		if p != nil {
			w := p.words()
			fmt.Fprintf(&b, "--- %s\n%s\n", filepath.Base(p.name), w[max(0, len(w)-3000):])
		}
	}
	return b.String()
}

func (s *stage) program(name string, args ...string) (*program, error) {
	return launch(filepath.Join(bin, name), s.env, args...)
}

// oneOf reads the first word of a command.
func oneOf(args []string, words ...string) (string, error) {
	if len(args) == 0 || !slices.Contains(words, args[0]) {
		return "", fmt.Errorf("want one of %s", strings.Join(words, ", "))
	}
	return args[0], nil
}

// shop moves to the demo's shop of another driver: shop DRIVER.
func (s *stage) shop(args []string) (err error) {
	if s.driver, err = oneOf(args, demoapp.Drivers()...); err != nil {
		return err
	}
	return s.writeConfig()
}

func (s *stage) hqCmd(args []string) error {
	word, err := oneOf(args, "start", "stop", "kill")
	if err != nil {
		return err
	}
	if word != "start" {
		return s.hq.end(word == "kill")
	}
	more := args[1:]
	for i, a := range more {
		if strings.HasSuffix(a, ".pub") && !strings.Contains(a, "=") {
			more[i] = s.path(a)
		}
	}
	s.hq, err = s.program("kioskhq", append([]string{"serve", "--listen", s.hqAddr, "--store", "sqlite:" + s.path("hq/hq.db"), "--token-file", s.path("tokens")}, more...)...)
	if err != nil {
		return err
	}
	_, err = s.hq.says("listening on", 0)
	return err
}

// padCmd starts a pad with a script of its own: the words after start, with ;
// between its lines. Customers and VAN are quick unless it is started slow.
func (s *stage) padCmd(args []string) error {
	word, err := oneOf(args, "start", "slow", "stop", "kill")
	if err != nil {
		return err
	}
	pace := "0.25"
	switch word {
	case "slow":
		pace = "2"
	case "stop":
		return s.pad.end(false)
	case "kill":
		return s.killPad()
	}
	script := strings.ReplaceAll(strings.Join(args[1:], " "), ";", "\n")
	if err := os.WriteFile(s.path("pad.script"), []byte(script), 0o600); err != nil {
		return err
	}
	s.heard = 0
	s.pad, err = s.program("padsim", "--driver", cmp.Or(s.driver, "smartro"), "--listen", "pty:"+s.path("pad"), "--script", s.path("pad.script"), "--state", s.path("pad.json"), "--pace", pace)
	if err != nil {
		return err
	}
	_, err = s.pad.says("listening on", 0)
	return err
}

// killPad kills the pad. Its name goes first: the terminal behind it is free at
// once, and may be the next script's pad before this kiosk looks again.
func (s *stage) killPad() error {
	if err := os.Remove(s.path("pad")); err != nil {
		return err
	}
	return s.pad.end(true)
}

func (s *stage) kioskCmd(args []string) error {
	word, err := oneOf(args, "start", "stop", "kill")
	if err != nil {
		return err
	}
	if word != "start" {
		return s.kiosk.end(word == "kill")
	}
	s.kiosk, err = s.program("kioskd", "run", "--config", s.path("kiosk.toml"))
	if err != nil {
		return err
	}
	_, err = s.kiosk.says("serves the screen on", 0)
	return err
}

// hears waits until kioskd has logged something.
func (s *stage) hears(args []string) error {
	_, err := s.kiosk.says(strings.Join(args, " "), 0)
	return err
}

// dialogue waits until the pad has said something that it had not said before.
func (s *stage) dialogue(args []string) (err error) {
	s.heard, err = s.pad.says(strings.Join(args, " "), s.heard)
	return err
}
