package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// start is one start of the agent: until it is ready, and what it needs then.
type start struct {
	ready time.Duration
	rssKB int
}

// settle is how long a started agent is left alone before its memory is read.
const settle = 2 * time.Second

// oneStart starts kioskd on a pad that is not there, as a kiosk does when its
// cable is out, and measures until the screen answers.
func oneStart(ctx context.Context, dir string) (s start, err error) {
	data, err := os.MkdirTemp(dir, "data-")
	if err != nil {
		return s, err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "kioskd"), "run")
	cmd.Env = append(os.Environ(), "KIOSKD_DATA="+data, "KIOSKD_SCREEN_LISTEN=127.0.0.1:0", "KIOSKD_PAD_PORT=/dev/ttyNONE", "KIOSKD_LOG_LEVEL=error")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return s, err
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return s, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err == nil {
		err = answers(ctx, address.FindString(line))
	}
	s.ready = time.Since(begun)
	if err == nil {
		time.Sleep(settle)
		s.rssKB, err = resident(cmd.Process.Pid)
	}
	return s, errors.Join(err, cmd.Process.Signal(os.Interrupt), cmd.Wait())
}

var address = regexp.MustCompile(`http://\S+`)

func answers(ctx context.Context, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"api/v1/view", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the screen answered %s", answer.Status)
	}
	return answer.Body.Close()
}

// resident reads how much memory a process holds, in KiB (Linux).
func resident(pid int) (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kb), "kB")))
		}
	}
	return 0, errors.New("no VmRSS in /proc")
}
