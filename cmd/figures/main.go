// Command figures measures what the README states about kioskd: the size of its
// binary beside a bare program that imports the same modules, its memory when
// idle, the time from start to ready, and what the journal costs a payment. All
// of it is measured in one run, and put into the README between two marks.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

// rounds is how often each time is taken; the median counts.
const rounds = 9

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "kioskd-figures-")
	if err != nil {
		return err
	}
	table, err := measure(ctx, dir)
	if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
		return err
	}
	fmt.Print(table)
	return intoReadme(table)
}

func measure(ctx context.Context, dir string) (string, error) {
	sizes, err := binaries(ctx, dir)
	if err != nil {
		return "", err
	}
	assets, err := assetBytes()
	if err != nil {
		return "", err
	}
	starts, err := repeat(rounds, func() (start, error) { return oneStart(ctx, dir) })
	if err != nil {
		return "", err
	}
	payments, err := repeat(rounds, func() (payment, error) { return onePayment(ctx, dir) })
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "| What | Measured | Aim |\n| --- | --- | --- |\n")
	ours, bare := sizes["kioskd"]-assets, sizes["bare"]
	fmt.Fprintf(&b, "| binary, without the screen's %.1f MB of page and fonts | %.1f MB, %.2f × a bare program with the same modules (%.1f MB) | 1.3 × |\n", mb(assets), mb(ours), float64(ours)/float64(bare), mb(bare))
	fmt.Fprintf(&b, "| memory at idle (resident) | %.1f MB | under 20 MB |\n", float64(median(starts, func(s start) int { return s.rssKB }))/1024)
	fmt.Fprintf(&b, "| start to ready (screen answers) | %.0f ms | under 50 ms |\n", ms(median(starts, func(s start) time.Duration { return s.ready })))
	fmt.Fprintf(&b, "| journal, all facts of one payment | %.1f ms | |\n", median(payments, func(p payment) float64 { return p.JournalMS }))
	fmt.Fprintf(&b, "| approved on disk to acknowledged by HQ (loopback, SQLite) | %.1f ms | |\n", median(payments, func(p payment) float64 { return p.UploadMS }))
	fmt.Fprintf(&b, "\nMedians of %d, %d cores, %s; repeat with `make figures`.\n", rounds, runtime.NumCPU(), runtime.Version())
	return b.String(), nil
}

func mb(n int64) float64 { return float64(n) / (1 << 20) }

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func repeat[T any](n int, f func() (T, error)) (all []T, err error) {
	for range n {
		one, err := f()
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func median[T any, N cmp.Ordered](all []T, of func(T) N) N {
	values := make([]N, 0, len(all))
	for _, one := range all {
		values = append(values, of(one))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// binaries builds what is measured as it would be released, and returns sizes.
func binaries(ctx context.Context, dir string) (map[string]int64, error) {
	sizes := map[string]int64{}
	for name, pkg := range map[string]string{"kioskd": "./cmd/kioskd", "bare": "./cmd/figures/bare", "demo": "./cmd/demo"} {
		path := filepath.Join(dir, name)
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, pkg)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("build %s: %w\n%s", pkg, err, out)
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		sizes[name] = info.Size()
	}
	return sizes, nil
}

// assetBytes adds up what of the screen is embedded.
func assetBytes() (int64, error) {
	var sum int64
	for _, root := range []string{"ui/dist", "ui/web/fonts"} {
		err := filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err == nil {
				sum += info.Size()
			}
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	return sum, nil
}

type payment struct {
	JournalMS float64 `json:"journal_ms"`
	UploadMS  float64 `json:"upload_ms"`
}

func onePayment(ctx context.Context, dir string) (p payment, err error) {
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "demo"), "--once", "--pace", "0.05").Output()
	if err != nil {
		return p, fmt.Errorf("demo --once: %w", err)
	}
	return p, json.Unmarshal(out, &p)
}

// intoReadme puts the table between its marks.
func intoReadme(table string) error {
	const readme, begin, end = "README.md", "<!-- figures -->\n", "<!-- /figures -->"
	text, err := os.ReadFile(readme)
	if err != nil {
		return err
	}
	from, to := bytes.Index(text, []byte(begin)), bytes.Index(text, []byte(end))
	if from < 0 || to < from {
		return fmt.Errorf("%s has no place for the figures", readme)
	}
	text = slices.Concat(text[:from+len(begin)], []byte("\n"+table+"\n"), text[to:])
	return os.WriteFile(readme, text, 0o644)
}
