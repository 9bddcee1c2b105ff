//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// sample is how everything was at one time. What could not be seen, because a
// program did not run, is not a number.
type sample struct {
	Seconds  float64 // since the run began
	Payments float64 // that have ended
	Rough    float64 // 1 while programs are ended and started again

	Kiosk, HQ process

	Journal, Logs   float64 // bytes on disk: the kiosk's data folder, its log files
	HQStore, HQSaid float64 // bytes on disk: HQ's database, and its words
	Waiting         float64 // facts that wait for HQ
}

// process is what one program needs.
type process struct {
	Life       float64 // how often it has been started
	Anonymous  float64 // bytes of memory that are its own: no files
	Resident   float64 // all of its memory, bytes
	Handles    float64 // open descriptors
	Goroutines float64
	Heap       float64 // bytes
}

// columns name the fields of a sample for the file, in their order.
var columns = []struct {
	name string
	of   func(*sample) *float64
}{
	{"seconds", func(s *sample) *float64 { return &s.Seconds }},
	{"payments", func(s *sample) *float64 { return &s.Payments }},
	{"rough", func(s *sample) *float64 { return &s.Rough }},
	{"kioskd_life", func(s *sample) *float64 { return &s.Kiosk.Life }},
	{"kioskd_anonymous", func(s *sample) *float64 { return &s.Kiosk.Anonymous }},
	{"kioskd_resident", func(s *sample) *float64 { return &s.Kiosk.Resident }},
	{"kioskd_handles", func(s *sample) *float64 { return &s.Kiosk.Handles }},
	{"kioskd_goroutines", func(s *sample) *float64 { return &s.Kiosk.Goroutines }},
	{"kioskd_heap", func(s *sample) *float64 { return &s.Kiosk.Heap }},
	{"kioskhq_life", func(s *sample) *float64 { return &s.HQ.Life }},
	{"kioskhq_anonymous", func(s *sample) *float64 { return &s.HQ.Anonymous }},
	{"kioskhq_resident", func(s *sample) *float64 { return &s.HQ.Resident }},
	{"kioskhq_handles", func(s *sample) *float64 { return &s.HQ.Handles }},
	{"kioskhq_goroutines", func(s *sample) *float64 { return &s.HQ.Goroutines }},
	{"kioskhq_heap", func(s *sample) *float64 { return &s.HQ.Heap }},
	{"journal_bytes", func(s *sample) *float64 { return &s.Journal }},
	{"log_bytes", func(s *sample) *float64 { return &s.Logs }},
	{"hq_store_bytes", func(s *sample) *float64 { return &s.HQStore }},
	{"hq_said_bytes", func(s *sample) *float64 { return &s.HQSaid }},
	{"waiting_facts", func(s *sample) *float64 { return &s.Waiting }},
}

// take looks at everything now.
func (s *shop) take(ctx context.Context) sample {
	kiosk := numbers(ctx, s.kioskNumbers)
	return sample{
		Kiosk: look(s.kiosk, kiosk), HQ: look(s.hq, numbers(ctx, s.hqNumber)),
		Journal: folderBytes(s.path("data")), Logs: folderBytes(s.path("logs")),
		HQStore: folderBytes(s.path("hq")), HQSaid: folderBytes(s.hq.said),
		Waiting: numberOr(kiosk, "kioskd_waiting_facts"),
	}
}

// look reads what the system and the program itself say of a process.
func look(p *program, own map[string]float64) process {
	pid, life := p.pid()
	all := process{Life: float64(life), Goroutines: numberOr(own, "go_goroutines"), Heap: numberOr(own, "go_memstats_heap_alloc_bytes")}
	all.Anonymous, all.Resident, all.Handles = math.NaN(), math.NaN(), math.NaN()
	if pid == 0 {
		return all
	}
	folder := fmt.Sprintf("/proc/%d", pid)
	if open, err := os.ReadDir(folder + "/fd"); err == nil {
		all.Handles = float64(len(open))
	}
	if status, err := os.ReadFile(folder + "/status"); err == nil {
		all.Anonymous, all.Resident = kilobytes(string(status), "RssAnon:"), kilobytes(string(status), "VmRSS:")
	}
	return all
}

// kilobytes reads a line of /proc/PID/status, in bytes.
func kilobytes(status, name string) float64 {
	_, after, found := strings.Cut(status, name)
	words := strings.Fields(after)
	if !found || len(words) == 0 {
		return math.NaN()
	}
	n, err := strconv.ParseFloat(words[0], 64)
	if err != nil {
		return math.NaN()
	}
	return n * 1024
}

// numbers reads a page of metrics, as far as its numbers have no labels; nil where
// nobody answers.
func numbers(ctx context.Context, address string) map[string]float64 {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/metrics", nil)
	if err != nil {
		return nil
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil // it is just being started again, and the sample says so
	}
	defer func() { _ = answer.Body.Close() }()
	return readNumbers(answer.Body)
}

func readNumbers(page io.Reader) map[string]float64 {
	all := map[string]float64{}
	for lines := bufio.NewScanner(page); lines.Scan(); {
		name, text, _ := strings.Cut(lines.Text(), " ")
		if n, err := strconv.ParseFloat(text, 64); err == nil && !strings.Contains(name, "{") {
			all[name] = n
		}
	}
	return all
}

func numberOr(all map[string]float64, name string) float64 {
	if n, ok := all[name]; ok {
		return n
	}
	return math.NaN()
}

// folderBytes adds up what a folder, or a file, takes on the disk. Files that go
// away meanwhile count nothing.
func folderBytes(folder string) (sum float64) {
	_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // as said above
		}
		var s syscall.Stat_t
		if syscall.Stat(path, &s) == nil {
			sum += float64(s.Blocks) * 512 // the unit of st_blocks, see stat(2)
		}
		return nil
	})
	return sum
}

// table writes samples as they come.
type table struct {
	file *os.File
	csv  *csv.Writer
}

func newTable(path string) (*table, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	t := &table{f, csv.NewWriter(f)}
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return t, t.line(names)
}

func (t *table) add(s sample) error {
	var line []string
	for _, c := range columns {
		text := ""
		if v := *c.of(&s); !math.IsNaN(v) {
			text = strconv.FormatFloat(v, 'f', -1, 64)
		}
		line = append(line, text)
	}
	return t.line(line)
}

func (t *table) line(words []string) error {
	err := t.csv.Write(words)
	t.csv.Flush()
	return errors.Join(err, t.csv.Error())
}

func (t *table) close() error { return t.file.Close() }

// readTable reads such a file.
func readTable(path string) (all []sample, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	lines, err := csv.NewReader(f).ReadAll()
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	for n, line := range lines[min(1, len(lines)):] {
		s, err := readSample(line)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, n+2, err)
		}
		all = append(all, s)
	}
	return all, nil
}

func readSample(line []string) (s sample, err error) {
	if len(line) != len(columns) {
		return s, fmt.Errorf("%d columns, want %d", len(line), len(columns))
	}
	for i, c := range columns {
		at := c.of(&s)
		if *at = math.NaN(); line[i] == "" {
			continue
		}
		if *at, err = strconv.ParseFloat(line[i], 64); err != nil {
			return s, err
		}
	}
	return s, nil
}
