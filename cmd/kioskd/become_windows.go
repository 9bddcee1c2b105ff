package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// become runs another program until it ends or this one is told to stop. Windows
// cannot put it into this process. It is told to stop by the end of its standard
// input, since a service has no console to send signals by.
func (t *terminal) become(path string, begun func()) (started bool, err error) {
	args := append([]string{"run"}, os.Args[2:]...) // what was "service" here is "run" there
	cmd := exec.Command(path, args...)
	cmd.Env = append(t.marked(), stopByInput+"=1")
	cmd.Stdout, cmd.Stderr = t.out, t.errOut
	input, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return false, err
	}
	begun()
	stop := context.AfterFunc(t.ctx, func() { _ = input.Close() })
	defer stop()
	err = cmd.Wait()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		err = fmt.Errorf("it has ended: %w", err)
	}
	return true, err
}
