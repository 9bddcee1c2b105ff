package e2e

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// patience bounds every wait of a script.
const patience = 60 * time.Second

// program is one of ours, running.
type program struct {
	name  string
	cmd   *exec.Cmd
	typed io.Writer // to its standard input
	ended chan struct{}
	err   error // after ended

	mu   sync.Mutex // guards said
	said bytes.Buffer
}

// launch starts a program and keeps all that it says.
func launch(name string, env []string, args ...string) (*program, error) {
	p := &program{name: name, ended: make(chan struct{})}
	p.cmd = exec.Command(name, args...)
	p.cmd.Env = env
	out, in := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = in, in
	typed, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.typed = typed
	go p.listen(out)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		p.err = p.cmd.Wait()
		_ = in.Close()
		close(p.ended)
	}()
	return p, nil
}

func (p *program) listen(r io.Reader) {
	for lines := bufio.NewScanner(r); lines.Scan(); {
		p.mu.Lock()
		p.said.Write(lines.Bytes())
		p.said.WriteByte('\n')
		p.mu.Unlock()
	}
}

func (p *program) words() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// says waits until the program has said something after the given place, and
// returns the place behind it.
func (p *program) says(text string, after int) (int, error) {
	var place int
	err := await(text, func() (bool, error) {
		said := p.words()
		i := strings.Index(said[min(after, len(said)):], text)
		place = after + i + len(text)
		if i < 0 && p.over() {
			return false, finalError{fmt.Errorf("%s has ended: %w", p.name, p.err)}
		}
		return i >= 0, nil
	})
	return place, err
}

func (p *program) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// end stops the program as an operator would, or kills it, and looks for what no
// program may say.
func (p *program) end(kill bool) error {
	if kill {
		_ = p.cmd.Process.Kill()
	} else if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		return fmt.Errorf("stop %s: %w", p.name, err)
	}
	select {
	case <-p.ended:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		return fmt.Errorf("%s does not stop", p.name)
	}
	for _, bad := range []string{"DATA RACE", "panic:", "fatal error:"} {
		if strings.Contains(p.words(), bad) {
			return fmt.Errorf("%s said %q", p.name, bad)
		}
	}
	if !kill && p.err != nil {
		return fmt.Errorf("%s ended badly: %w", p.name, p.err)
	}
	return nil
}

// await polls until a wish is true. The programs run in real time and offer
// nothing to wait on, so this is the one place that looks again and again.
func await(what string, wish func() (bool, error)) error {
	return awaitEach(20*time.Millisecond, what, wish)
}

func awaitEach(often time.Duration, what string, wish func() (bool, error)) error {
	return awaitFor(patience, often, what, wish)
}

func awaitFor(patience, often time.Duration, what string, wish func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(often)
	defer tick.Stop()
	for {
		done, err := wish()
		if done {
			return nil
		}
		var final finalError
		if errors.As(err, &final) {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("%q did not come within %s", what, patience), err)
		}
	}
}

// finalError ends a wait at once.
type finalError struct{ error }
