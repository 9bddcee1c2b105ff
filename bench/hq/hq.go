package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// program is a kioskhq that runs.
type program struct {
	cmd     *exec.Cmd
	address string
	dir     string
}

// serve starts a kioskhq at a store, in a folder of its own. It returns when it has
// said where it listens.
func (b *bench) serve(ctx context.Context, store string, env []string, args ...string) (*program, error) {
	dir, err := os.MkdirTemp("", "bench-hq-")
	if err != nil {
		return nil, err
	}
	path, err := filepath.Abs(b.kioskhq)
	if err != nil {
		return nil, err
	}
	p := &program{dir: dir, cmd: exec.CommandContext(ctx, path, append([]string{"serve", "--listen", "127.0.0.1:0", "--drain", "0s"}, args...)...)}
	p.cmd.Dir, p.cmd.Env = dir, append(append(os.Environ(), "KIOSKHQ_STORE="+store), env...)
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the program has it, too
	p.cmd.Stderr = log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, url, found := strings.Cut(lines.Text(), "kioskhq listening on "); found {
			_, p.address, _ = strings.Cut(url, "://")
			return p, nil
		}
	}
	text, _ := os.ReadFile(filepath.Join(dir, "log")) // there is nothing better to say
	return nil, errors.Join(fmt.Errorf("kioskhq did not start:\n%s", text), p.end(syscall.SIGKILL))
}

func (p *program) pid() int { return p.cmd.Process.Pid }

// end stops the program and forgets its folder.
func (p *program) end(how syscall.Signal) error {
	_ = p.cmd.Process.Signal(how) // it may have ended
	err := p.cmd.Wait()
	if how == syscall.SIGKILL {
		err = nil // it says that it was killed
	}
	return errors.Join(err, os.RemoveAll(p.dir))
}
