package manual

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// server is a command of a page that goes on until it is told to stop.
type server struct {
	cmd   *exec.Cmd
	ended chan struct{}
	err   error // after ended

	mu   sync.Mutex // guards said
	said bytes.Buffer
}

func (s *server) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.Write(p)
}

func (s *server) words() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.String()
}

func serves(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) == 3 && !neg, "serves NAME TEXT START")
	s := of(ts)
	s.serve(ts, args[0], args[1], s.typed(s.take(ts, args[2])))
}

func beside(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) == 3 && !neg, "beside NAME TEXT COMMAND")
	of(ts).serve(ts, args[0], args[1], os.Expand(args[2], ts.Getenv))
}

// serve starts a command, and waits until it has said the text.
func (s *stage) serve(ts *testscript.TestScript, name, text, command string) {
	ts.Logf("$ %s", command)
	one := begin(ts, command)
	s.serving[name] = one
	for end := time.Now().Add(patience); !strings.Contains(one.words(), text); time.Sleep(20 * time.Millisecond) {
		select {
		case <-one.ended:
			ts.Fatalf("%s has ended: %v\n%s", command, one.err, one.words())
		default:
		}
		if time.Now().After(end) {
			ts.Fatalf("%s did not say %q within %s\n%s", command, text, patience, one.words())
		}
	}
}

// inherited are the variables of a script that its servers see.
var inherited = []string{
	"PATH", "HOME", "TMPDIR", "KIOSKHQ_LISTEN",
	"KIOSKD_CONFIG", "KIOSKD_SCREEN_LISTEN", "KIOSKD_TEST_MODE", "KIOSKD_PAD_PORT", "KIOSKD_DATA", "KIOSKD_HQ_URL",
}

// begin starts a command as the shell's own process, so that it hears when it is
// told to stop. A word NAME=VALUE before the program stays possible that way.
func begin(ts *testscript.TestScript, command string) *server {
	one := &server{ended: make(chan struct{})}
	one.cmd = exec.Command("sh", "-c", withExec(command))
	one.cmd.Dir, one.cmd.Stdout, one.cmd.Stderr = ts.MkAbs("."), one, one
	for _, name := range inherited {
		if value := ts.Getenv(name); value != "" {
			one.cmd.Env = append(one.cmd.Env, name+"="+value)
		}
	}
	ts.Check(one.cmd.Start())
	go func() {
		one.err = one.cmd.Wait()
		close(one.ended)
	}()
	return one
}

// withExec puts exec before a command's program, behind its variables.
func withExec(command string) string {
	words := strings.Split(command, " ")
	at := 0
	for at < len(words) && strings.Contains(words[at], "=") {
		at++
	}
	return strings.Join(append(append(words[:at:at], "exec"), words[at:]...), " ")
}

func ends(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) == 1 && !neg, "ends NAME")
	one := of(ts).serving[args[0]]
	if one == nil {
		ts.Fatalf("nothing called %s serves", args[0])
	}
	ts.Check(one.cmd.Process.Signal(os.Interrupt))
	select {
	case <-one.ended:
	case <-time.After(patience):
		ts.Fatalf("%s does not stop\n%s", args[0], one.words())
	}
	if one.err != nil {
		ts.Fatalf("%s ended badly: %v\n%s", args[0], one.err, one.words())
	}
	delete(of(ts).serving, args[0])
}

// kill ends what a script has left behind.
func (s *server) kill() {
	_ = s.cmd.Process.Kill() // it may have ended by itself
	<-s.ended
}

// free finds addresses on loopback that nobody uses, one for each variable. The
// programs are told them on their command lines, so port 0 will not do.
func free(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) > 0 && !neg, "free NAME...")
	for _, name := range args {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		defer func() { _ = l.Close() }()
		ts.Setenv(name, l.Addr().String())
	}
}

// said writes what a server has said into a file: said NAME FILE.
func said(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) == 2 && !neg, "said NAME FILE")
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(of(ts).serving[args[0]].words()), 0o600))
}
