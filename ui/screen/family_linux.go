package screen

import (
	"bytes"
	"os"
	"slices"
	"strconv"
)

// process is what /proc says of one.
type process struct {
	pid, parent int
	stopped     bool
}

// family returns a process and all that descend from it: a browser's parts leave
// its group, and one that was stopped would stay for ever. See proc(5).
func family(pid int) []int {
	all := processes()
	found := []int{pid}
	for i := 0; i < len(found); i++ {
		for _, p := range all {
			if p.parent == found[i] && !slices.Contains(found, p.pid) {
				found = append(found, p.pid)
			}
		}
	}
	return found
}

// hears reports whether none of the processes is stopped: a stopped one acts on
// no signal but the last.
func hears(pids []int) bool {
	for _, p := range processes() {
		if p.stopped && slices.Contains(pids, p.pid) {
			return false
		}
	}
	return true
}

// processes lists what runs. One that ends meanwhile is left out.
func processes() (all []process) {
	folders, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	for _, f := range folders {
		pid, err := strconv.Atoi(f.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile("/proc/" + f.Name() + "/stat")
		if p, ok := readStat(stat); err == nil && ok {
			p.pid = pid
			all = append(all, p)
		}
	}
	return all
}

// readStat reads state and parent, which stand after the name; a name may hold
// spaces and parentheses of its own.
func readStat(stat []byte) (p process, ok bool) {
	_, rest, ok := bytes.Cut(stat[max(0, bytes.LastIndexByte(stat, ')')):], []byte(") "))
	fields := bytes.Fields(rest)
	if !ok || len(fields) < 2 {
		return p, false
	}
	parent, err := strconv.Atoi(string(fields[1]))
	return process{parent: parent, stopped: string(fields[0]) == "T"}, err == nil
}
