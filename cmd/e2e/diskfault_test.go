package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
)

// diskFault is a disk that fails from one moment on, as strace makes one for a
// program that runs.
type diskFault struct {
	call, errno string
	files       string // which of the journal's files lie on it
	paying      bool   // it begins when the card is in the pad, not before the order
}

func (f diskFault) String() string {
	when := "before-the-order"
	if f.paying {
		when = "while-paying"
	}
	return strings.Join([]string{f.call, f.errno, f.files, when}, "-")
}

// files are where the journal writes: its log, its store.
var files = map[string][]string{
	"log":   {"data/queue-00000001.log"},
	"store": {"data/queue.db"},
	"both":  {"data/queue-00000001.log", "data/queue.db"},
}

// someFaults are those of every run: each call, each error, each file and each
// moment at least once.
var someFaults = []diskFault{
	{call: "fdatasync", errno: "EIO", files: "log"},
	{call: "pwrite64", errno: "ENOSPC", files: "store"},
	{call: "fdatasync", errno: "EIO", files: "store", paying: true},
	{call: "fdatasync", errno: "EIO", files: "both", paying: true},
	{call: "pwrite64", errno: "EIO", files: "log", paying: true},
	{call: "pwrite64", errno: "ENOSPC", files: "both", paying: true},
}

// allFaults are the rest, too: see make test-faults.
func allFaults() (list []diskFault) {
	for _, at := range []bool{false, true} {
		for _, where := range []string{"log", "store", "both"} {
			list = append(list, diskFault{"fdatasync", "EIO", where, at}, diskFault{"fdatasync", "ENOSPC", where, at},
				diskFault{"pwrite64", "EIO", where, at}, diskFault{"pwrite64", "ENOSPC", where, at}, diskFault{"pwrite64", "EROFS", where, at})
		}
	}
	return list
}

// TestDiskFaults has the disk of a running agent fail: a numbered fault, nothing
// more is sold, also when the disk is well again, and after a start on a good
// disk the VAN, the journal and HQ agree to the last sale.
func TestDiskFaults(t *testing.T) {
	mayTrace(t)
	faults := someFaults
	if os.Getenv("E2E_DISK_FAULTS") == "all" {
		faults = allFaults()
	}
	for _, f := range faults {
		t.Run(f.String(), func(t *testing.T) {
			t.Parallel()
			strike(newKiller(t, "smartro", f.String()), f)
		})
	}
}

// mayTrace skips where strace is not allowed to look into a program that runs.
func mayTrace(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("disks are made to fail with strace, which is for Linux")
	}
	if _, err := exec.LookPath("strace"); err != nil {
		t.Fatal("strace is not installed: make setup installs it")
	}
	sleeper := exec.Command("sleep", "60")
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("timeout", "-s", "INT", "1", "strace", "-p", fmt.Sprint(sleeper.Process.Pid)).CombinedOutput()
	_ = sleeper.Process.Kill()
	_ = sleeper.Wait() // killed, as wanted
	if !strings.Contains(string(out), "attached") {
		t.Skipf("strace may not look into other programs here: %v, %s", err, out)
	}
}

// strike plays one fault from the first sale to the books.
func strike(k killer, f diskFault) {
	k.must(k.hqCmd([]string{"start"}))
	k.must(k.padCmd([]string{"start", "approve;", "approve", "van=16s"}))
	k.must(k.kioskCmd([]string{"start"}))
	k.sells()
	var disk *faulty
	if f.paying {
		k.heard = len(k.pad.words())
		k.must(k.order([]string{"latte", "1"}))
		k.must(k.pay(nil))
		k.must(k.dialogue([]string{"card detected"}))
		disk = k.breakDisk(f)
		k.must(k.showsFault())
	} else {
		disk = k.breakDisk(f)
		k.must(k.refusesOrder())
	}
	k.must(disk.heal())
	k.must(k.refusesOrder())
	k.must(k.kiosk.end(true))
	k.letThePadFinish()
	k.must(k.kioskCmd([]string{"start"}))
	k.must(k.settled())
	k.sells()
	k.agree()
}

// sells makes one sale, whole.
func (k killer) sells() {
	k.Helper()
	k.must(k.settled())
	k.must(k.screen([]string{"pad", "up"}))
	k.must(k.order([]string{"americano", "1"}))
	k.must(k.pay(nil))
	k.must(k.screen([]string{"approved"}))
}

// agree holds the three ledgers against one another.
func (k killer) agree() {
	k.Helper()
	van, journal := k.ledgers()
	if diff := cmp.Diff(van, journal); diff != "" {
		k.Fatalf("VAN and journal differ (-van +journal)\n%s", diff)
	}
	var sum int64
	for _, a := range van {
		sum += a
	}
	if len(van) < 2 {
		k.Fatalf("%d sales stand, want the first and the last at least", len(van))
	}
	k.must(k.books([]string{fmt.Sprint(len(van)), fmt.Sprint(sum)}))
	k.Logf("%d sales of %d stand, at the VAN, in the journal and at HQ", len(van), sum)
}

// refusesOrder reports whether the kiosk sells nothing, by fault 301.
func (k killer) refusesOrder() error {
	err := k.order([]string{"latte", "1"})
	if err == nil {
		return errors.New("an order was taken on a broken disk")
	}
	if want := fmt.Sprintf("fault:%d", agent.FaultMemory.Number); !strings.Contains(err.Error(), want) {
		return fmt.Errorf("want %s: %w", want, err)
	}
	return nil
}

// showsFault waits for fault 301 on the screen.
func (k killer) showsFault() error {
	return await("fault 301 on the screen", func() (bool, error) {
		var v agent.View
		err := k.call(http.MethodGet, "view", nil, &v)
		return v.Fault != nil && v.Fault.Number == agent.FaultMemory.Number, err
	})
}

// faulty is a disk that fails as long as strace runs.
type faulty struct {
	tracer *program
	trace  string
}

// breakDisk has each such call of the running agent fail from now on.
func (k killer) breakDisk(f diskFault) *faulty {
	k.Helper()
	d := &faulty{trace: k.path("strace.out")}
	args := []string{"-f", "-p", fmt.Sprint(k.kiosk.cmd.Process.Pid), "-o", d.trace,
		"-e", "trace=" + f.call, "-e", "inject=" + f.call + ":error=" + f.errno}
	for _, name := range files[f.files] {
		args = append(args, "-P", k.path(name))
	}
	var err error
	d.tracer, err = launch("strace", os.Environ(), args...)
	k.must(err)
	k.Cleanup(func() { _ = d.tracer.cmd.Process.Kill() }) // it may have ended
	_, err = d.tracer.says("attached", 0)
	k.must(err)
	return d
}

// heal has the disk work again, and makes sure that it did fail.
func (d *faulty) heal() error {
	if err := d.tracer.cmd.Process.Signal(os.Interrupt); err != nil {
		return fmt.Errorf("stop strace: %w", err)
	}
	select {
	case <-d.tracer.ended:
	case <-time.After(patience):
		return errors.New("strace does not stop")
	}
	text, err := os.ReadFile(d.trace)
	if err == nil && !strings.Contains(string(text), "(INJECTED)") {
		err = errors.New("strace has let nothing fail")
	}
	return err
}
