//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"kioskd/cmd/powercut/internal/talk"
)

// machine is a running guest and the disk it runs on.
type machine struct {
	disk, cpu *exec.Cmd
	said      chan talk.Line // closed at the end of the console
	noise     *tail          // what else came over the console, for people
}

// format makes an empty file system in a file.
func format(ctx context.Context, path string) error {
	if err := os.RemoveAll(path); err != nil {
		return fmt.Errorf("remove the old disk: %w", err)
	}
	out, err := exec.CommandContext(ctx, "mke2fs", "-q", "-F", "-t", "ext4", path, "512M").CombinedOutput()
	if err != nil {
		return fmt.Errorf("make a file system in %s: %w: %s", path, err, out)
	}
	return nil
}

// boot starts a machine on a disk. Whoever boots it must cut it.
func boot(ctx context.Context, c config, disk string, guest ...string) (*machine, error) {
	socket := filepath.Join(filepath.Dir(disk), "nbd.sock")
	if err := os.RemoveAll(socket); err != nil {
		return nil, fmt.Errorf("remove the socket of the last machine: %w", err)
	}
	m := &machine{said: make(chan talk.Line), noise: &tail{}}
	m.disk = mortal(exec.CommandContext(ctx, "nbdkit", "-f", "-U", socket, "--filter=cache", "file", disk,
		"cache=writeback", "cache-max-size=1G"))
	m.disk.Stderr = m.noise
	if err := m.disk.Start(); err != nil {
		return nil, fmt.Errorf("start nbdkit: %w", err)
	}
	err := awaitFile(ctx, socket)
	if err == nil {
		err = m.start(ctx, c, socket, guest)
	}
	if err != nil {
		err = errors.Join(err, m.cut())
		m.bury()
		return nil, errors.Join(err, m.noise.err())
	}
	return m, nil
}

// kernelOptions are quiet, reboot after a panic, which ends the machine, and do
// not let the kernel measure its timer: on a busy host the emulated one seems
// broken to it.
const kernelOptions = "console=ttyS0 quiet panic=-1 no_timer_check"

func (m *machine) start(ctx context.Context, c config, socket string, guest []string) error {
	m.cpu = mortal(exec.CommandContext(ctx, "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-m", "256",
		"-nographic", "-no-reboot", "-nic", "none", "-kernel", c.kernel, "-initrd", c.initrd,
		"-append", kernelOptions+" -- "+strings.Join(guest, " "),
		"-drive", "file=nbd+unix:///?socket="+socket+",format=raw,if=virtio,cache=none",
		"-serial", "stdio", "-monitor", "none"))
	m.cpu.Stderr = m.noise
	console, err := m.cpu.StdoutPipe()
	if err == nil {
		err = m.cpu.Start()
	}
	if err != nil {
		m.cpu = nil
		return fmt.Errorf("start QEMU: %w", err)
	}
	go m.listen(console)
	return nil
}

// mortal makes a command die with us, whatever happens to us.
func mortal(cmd *exec.Cmd) *exec.Cmd {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	return cmd
}

// listen passes on what the guest says. A line without an end was never said.
func (m *machine) listen(console io.Reader) {
	defer close(m.said)
	r := bufio.NewReader(console)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		if l, ours := talk.Parse(line); ours {
			m.said <- l
		} else {
			m.noise.add(line)
		}
	}
}

// cut pulls the plug: disk first, so that nothing the dying machine sends can
// still become durable. What was said before is still to be read from m.said.
func (m *machine) cut() error {
	var errs []error
	for _, cmd := range []*exec.Cmd{m.disk, m.cpu} {
		if cmd != nil {
			errs = append(errs, kill(cmd))
		}
	}
	return errors.Join(errs...)
}

func kill(cmd *exec.Cmd) error {
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill %s: %w", cmd.Path, err)
	}
	return nil
}

// bury waits for the processes. All that was said must have been read.
func (m *machine) bury() {
	for _, cmd := range []*exec.Cmd{m.disk, m.cpu} {
		if cmd != nil {
			_ = cmd.Wait() // "signal: killed" is what we wanted
		}
	}
}

func awaitFile(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", path, ctx.Err())
		}
	}
}
