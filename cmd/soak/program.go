//go:build linux

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience bounds how long a program may take to begin or to end.
const patience = 2 * time.Minute

// program is one of ours. It may be ended and started again; what all its lives
// said on standard output and error is in one file.
type program struct {
	name string // kioskd, kioskhq or padsim
	args []string
	env  []string
	said string // file

	mu     sync.Mutex // guards the rest
	cmd    *exec.Cmd
	typed  io.WriteCloser // to its standard input
	ended  chan struct{}
	err    error // after ended
	wanted bool  // nobody has told it to end
	lives  int
}

// start runs the program and waits until it has said that it is ready.
func (p *program) start(bin, ready string) error {
	from, err := p.size()
	if err != nil {
		return err
	}
	if err := p.launch(bin); err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	return p.awaitWords(ready, from)
}

func (p *program) launch(bin string) error {
	out, err := os.OpenFile(p.said, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	cmd := exec.Command(filepath.Join(bin, p.name), p.args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), p.env...), out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // none outlives the soak
	typed, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cmd, p.typed, p.ended, p.wanted = cmd, typed, make(chan struct{}), true
	p.lives++
	go p.wait(cmd, p.ended)
	return nil
}

func (p *program) wait(cmd *exec.Cmd, ended chan struct{}) {
	err := cmd.Wait()
	p.mu.Lock()
	p.err = err
	p.mu.Unlock()
	close(ended)
}

func (p *program) size() (int64, error) {
	info, err := os.Stat(p.said)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// awaitWords waits until the program has said something behind a place.
func (p *program) awaitWords(text string, from int64) error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		said, err := os.ReadFile(p.said)
		if err != nil {
			return err
		}
		if strings.Contains(string(said[from:]), text) {
			return nil
		}
		if p.over() {
			return fmt.Errorf("%s has ended: %w; it said: %s", p.name, p.failure(), tail(said))
		}
	}
	return fmt.Errorf("%s has not said %q within %s", p.name, text, patience)
}

// tail is the end of a text, for an error.
func tail(said []byte) string { return string(said[max(0, len(said)-2000):]) }

func (p *program) over() bool {
	p.mu.Lock()
	ended := p.ended
	p.mu.Unlock()
	if ended == nil {
		return true
	}
	select {
	case <-ended:
		return true
	default:
		return false
	}
}

func (p *program) failure() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// pid is the running process, 0 for none, and which life of the program it is.
func (p *program) pid() (pid, life int) {
	if p.over() {
		return 0, p.lives
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cmd.Process.Pid, p.lives
}

// died reports an end that nobody asked for.
func (p *program) died() error {
	if !p.over() {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.wanted {
		return nil
	}
	return fmt.Errorf("%s has ended by itself: %w; see %s", p.name, p.err, p.said)
}

// end stops the program as an operator would, or kills it.
func (p *program) end(kill bool) error {
	p.mu.Lock()
	p.wanted = false
	cmd, ended := p.cmd, p.ended
	p.mu.Unlock()
	if cmd == nil || p.over() {
		return nil
	}
	how := os.Interrupt
	if kill {
		how = os.Kill
	}
	if err := cmd.Process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("end %s: %w", p.name, err)
	}
	select {
	case <-ended:
	case <-time.After(patience):
		return errors.Join(fmt.Errorf("%s does not stop within %s", p.name, patience), cmd.Process.Kill())
	}
	if err := p.failure(); !kill && err != nil {
		return fmt.Errorf("%s ended badly: %w; see %s", p.name, err, p.said)
	}
	return nil
}

// tell types a line for the program.
func (p *program) tell(line string) error {
	p.mu.Lock()
	typed := p.typed
	p.mu.Unlock()
	if _, err := io.WriteString(typed, line+"\n"); err != nil {
		return fmt.Errorf("tell %s %q: %w", p.name, line, err)
	}
	return nil
}

// clean looks for what no program may ever say.
func (p *program) clean() error {
	said, err := os.ReadFile(p.said)
	if err != nil {
		return err
	}
	for _, bad := range []string{"DATA RACE", "panic:", "fatal error:"} {
		if strings.Contains(string(said), bad) {
			return fmt.Errorf("%s said %q; see %s", p.name, bad, p.said)
		}
	}
	return nil
}
