package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kioskd/cmd/chaos/internal/world"
)

// hangs has workers never answer.
const hangs = "KIOSKD_CHAOS_WORKER_HANGS"

// TestMain lets the test binary be a worker, too.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == workerWord {
		if os.Getenv(hangs) != "" {
			time.Sleep(5 * time.Minute) // in case nobody ends it
			os.Exit(1)
		}
		work(os.Stdin, os.Stdout)
	}
	os.Exit(m.Run())
}

// program builds chaos as it is, without the race detector, which makes it slow.
func program(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "chaos")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("build chaos: %v\n%s", err, out)
	}
	return bin
}

// chaos runs a built chaos and returns what it found.
func chaos(t *testing.T, bin string, args ...string) *summary {
	t.Helper()
	cmd := exec.Command(bin, append(args, "--json")...)
	cmd.Stderr = new(bytes.Buffer)
	out, err := cmd.Output()
	s := new(summary)
	if jsonErr := json.Unmarshal(out, s); jsonErr != nil {
		t.Fatalf("chaos %v: %v, %v\n%s", args, err, jsonErr, cmd.Stderr)
	}
	return s
}

func (s *summary) expect(t *testing.T, seeds int) {
	t.Helper()
	for _, r := range s.Failed {
		t.Errorf("seed %d (%s): %v\n%s", r.Seed, strings.Join(r.Faults, ", "), r.Findings, r.Timeline)
	}
	if s.Seeds != seeds || s.failed() {
		t.Errorf("%s: want %d seeds and nothing found", s, seeds)
	}
	if s.Charged < seeds || s.Starts < seeds {
		t.Errorf("%s: too little has happened", s)
	}
	t.Log(s)
}

// TestSeeds is the promise of this program, on a few hundred seeds.
func TestSeeds(t *testing.T) {
	t.Parallel()
	seeds := 300
	if n, err := strconv.Atoi(os.Getenv("KIOSKD_CHAOS_SEEDS")); err == nil {
		seeds = n
	}
	chaos(t, program(t), "--seeds", strconv.Itoa(seeds)).expect(t, seeds)
}

// TestUnderRace lives through a few seeds in this binary, which has the race
// detector in it when the tests have.
func TestUnderRace(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s, err := run(t.Context(), config{first: 1000, seeds: 6, workers: 2, watchdog: 5 * time.Minute}, &out, &out)
	if err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	s.expect(t, 6)
}

// TestRepeats: the same seeds have the same timelines, whatever else the machine
// does, and a seed that has not is found.
func TestRepeats(t *testing.T) {
	t.Parallel()
	seeds := 6
	if n, err := strconv.Atoi(os.Getenv("KIOSKD_CHAOS_REPEATS")); err == nil {
		seeds = n
	}
	s := chaos(t, program(t), "--seeds", strconv.Itoa(seeds), "--repeat", "3", "--workers", "2")
	s.expect(t, seeds)
	if s.Repeated != 2*seeds {
		t.Errorf("%d were the same again, want %d", s.Repeated, 2*seeds)
	}
	var out bytes.Buffer
	other := newSummary(config{repeat: 2}, &out, &out)
	other.add(world.Result{Seed: 1, Hash: "one"})
	other.add(world.Result{Seed: 1, Hash: "other"})
	if other.Unexplained != 1 || other.Repeated != 0 {
		t.Errorf("a seed that was not the same again: %s", other)
	}
}

// TestRegressions lives through the seeds that once showed something.
func TestRegressions(t *testing.T) {
	t.Parallel()
	bin := program(t)
	file, err := os.Open(filepath.Join("testdata", "seeds.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		args, showed, _ := strings.Cut(line, ": ")
		if s := chaos(t, bin, strings.Fields(args)...); s.failed() {
			t.Errorf("chaos %s, which once showed: %s\n%v\n%s", args, showed, s.Failed[0].Findings, s.Failed[0].Timeline)
		}
	}
}

// TestLinks: what is put to the test is the product.
func TestLinks(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	for _, must := range []string{
		"kioskd/agent", "kioskd/drivers/smartro", "kioskd/drivers/zvt", "kioskd/drivers/link", "kioskd/queue", "kioskd/queue/seal", "go.etcd.io/bbolt",
		"kioskd/agent/settings", "kioskd/agent/command", "kioskd/sync/uplink", "github.com/gorilla/websocket", "kioskd/sync/hq",
		"kioskd/agent/online", "kioskd/sync/hq/pg", "kioskd/sync/hq/pg/kakao", "kioskd/sync/hq/pg/naver", "kioskd/sync/hq/pg/toss", "kioskd/sync/hq/pg/bootpay",
	} {
		if !slices.Contains(deps, must) {
			t.Errorf("chaos does not link %s", must)
		}
	}
}

// TestHungSeed: a worker that does not answer is a finding, and work goes on.
func TestHungSeed(t *testing.T) {
	t.Setenv(hangs, "yes")
	var out bytes.Buffer
	for patience := 50 * time.Millisecond; patience < 20*time.Second; patience *= 4 {
		out.Reset()
		s, err := run(t.Context(), config{first: 1, seeds: 2, workers: 1, watchdog: patience}, &out, &out)
		if err != nil || s.Seeds != 2 || s.Stuck != 2 || !strings.Contains(out.String(), "the seed hangs") {
			t.Fatalf("%v, %v\n%s", s, err, &out)
		}
		if runtime.GOOS == "windows" || strings.Contains(out.String(), "goroutine") {
			return // or the worker had no time to begin
		}
	}
	t.Errorf("no stacks:\n%s", &out)
}

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"--only nothing", "--seeds 0", "--seeds 5 --repeat 0", "--minutes 1 --repeat 2", "more", "--workers 0", "--minutes 1 --seeds 5", "--pad abacus", "--colour", "--seed x"} {
		var out bytes.Buffer
		if _, err := parse(strings.Fields(args), &out); err == nil {
			t.Errorf("chaos %s was understood", args)
		}
	}
	c, err := parse([]string{"--only", "power,cable", "--seed", "7"}, new(bytes.Buffer))
	if got := fmt.Sprint(c.first, c.seeds, c.only, err); got != "7 1 [power cable] <nil>" {
		t.Errorf("understood as %s", got)
	}
}
