package link

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// claim keeps other agents, and the engineer's commands, off a port. On Linux it
// is a name in the kernel's own space (an abstract socket): it needs no file and
// no rights, it is free again however its owner ends, and it tells who the owner
// is. It is made of the device's number, so that all names of a device are one.
//
// The serial library asks the kernel for exclusive use as well, which keeps
// other programs off, but neither root nor those in front of us.
type claim struct{ net.Listener }

func claimPort(name string) (*claim, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || info.Mode()&os.ModeCharDevice == 0 {
		return nil, fmt.Errorf("%s is not a serial port: list the ports with: kioskd pad ports", name)
	}
	socket := fmt.Sprintf("@kioskd-port-%d-%d", unix.Major(uint64(stat.Rdev)), unix.Minor(uint64(stat.Rdev)))
	listener, err := net.Listen("unix", socket)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, &plain{fmt.Sprintf("used by another kioskd, %s: ask that one, or end it", ownerOf(socket)), ErrBusy}
	}
	if err != nil {
		return nil, fmt.Errorf("claim the port: %w", err)
	}
	c := &claim{listener}
	go c.answer()
	return c, nil
}

// answer lets others ask who the owner is.
func (c *claim) answer() {
	for {
		visitor, err := c.Accept()
		if err != nil {
			return
		}
		// The kernel has told who we are; there is nothing to say.
		_ = visitor.Close()
	}
}

func (c *claim) release() error {
	if err := c.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("give up the claim to the port: %w", err)
	}
	return nil
}

// ownerOf asks the kernel which process listens on a socket.
func ownerOf(socket string) string {
	const unknown = "which does not say its number"
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: socket, Net: "unix"})
	if err != nil {
		return unknown
	}
	defer func() { _ = conn.Close() }()
	raw, err := conn.SyscallConn()
	if err != nil {
		return unknown
	}
	var owner *unix.Ucred
	var failed error
	err = raw.Control(func(fd uintptr) {
		owner, failed = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	})
	if errors.Join(err, failed) != nil || owner.Pid == 0 {
		return unknown
	}
	return fmt.Sprintf("process %d", owner.Pid)
}
