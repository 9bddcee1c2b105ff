package installer

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// Notifier tells systemd how the service is, by the protocol of sd_notify(3). The
// zero value tells nobody.
type Notifier struct {
	socket string

	// Patience is how long systemd waits for a sign of life before it ends the
	// service; 0 where it does not watch.
	Patience time.Duration
}

// FromEnvironment returns the notifier that systemd has asked for, by the
// variables of sd_notify(3) and sd_watchdog_enabled(3).
func FromEnvironment(getenv func(string) string) Notifier {
	n := Notifier{socket: getenv("NOTIFY_SOCKET")}
	if pid := getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return n
	}
	if usec, err := strconv.ParseInt(getenv("WATCHDOG_USEC"), 10, 64); err == nil && usec > 0 {
		n.Patience = time.Duration(usec) * time.Microsecond
	}
	return n
}

// Ready says that the service serves.
func (n Notifier) Ready() error { return n.send("READY=1") }

// Stopping says that the service ends.
func (n Notifier) Stopping() error { return n.send("STOPPING=1") }

// Alive is a sign of life, with a line for systemctl status.
func (n Notifier) Alive(status string) error { return n.send("WATCHDOG=1\n" + statusLine(status)) }

// Sick says in a line why there is no sign of life.
func (n Notifier) Sick(why error) error { return n.send(statusLine(why.Error())) }

// statusLine keeps a text from saying more than one thing.
func statusLine(text string) string { return "STATUS=" + strings.ReplaceAll(text, "\n", " ") }

func (n Notifier) send(state string) error {
	if n.socket == "" {
		return nil
	}
	to, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: n.socket, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	_, err = to.Write([]byte(state))
	if closeErr := to.Close(); err == nil {
		err = closeErr
	}
	return err
}
