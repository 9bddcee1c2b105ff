package support

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"kioskd/cmd/internal/room"
)

// machineState is what is told of the machine.
type machineState struct {
	Host       string    `json:"host"`
	System     string    `json:"system"`
	Processors int       `json:"processors"`
	Now        time.Time `json:"now"`
	Zone       string    `json:"zone"`
	DiskFree   uint64    `json:"disk_free_bytes"` // where the journal is
	LogsFree   uint64    `json:"logs_free_bytes,omitempty"`
	Memory     string    `json:"memory,omitempty"`
	Load       string    `json:"load,omitempty"`
	Network    []network `json:"network"`
}

// network is one way out of the machine.
type network struct {
	Name      string   `json:"name"`
	Up        bool     `json:"up"`
	Addresses []string `json:"addresses"`
}

func (v *visit) machine(_ context.Context, w io.Writer) error {
	zone, _ := time.Now().Zone()
	s := machineState{System: runtime.GOOS + "/" + runtime.GOARCH, Processors: runtime.NumCPU(), Now: time.Now(), Zone: zone}
	var errs [4]error
	s.Host, errs[0] = os.Hostname()
	s.DiskFree, errs[1] = room.Free(v.Config.Data)
	if v.Logs != "" {
		s.LogsFree, errs[2] = room.Free(v.Logs)
	}
	s.Network, errs[3] = networks()
	s.Memory, s.Load = kernelSays("/proc/meminfo", 120), kernelSays("/proc/loadavg", 60)
	return errors.Join(append(errs[:], asJSON(w, s))...)
}

// kernelSays reads the beginning of a file of Linux; "" elsewhere.
func kernelSays(path string, most int) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text[:min(len(text), most)])
}

func networks() (list []network, err error) {
	all, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("list the ways out of the machine: %w", err)
	}
	for _, i := range all {
		n := network{Name: i.Name, Up: i.Flags&net.FlagUp != 0, Addresses: []string{}}
		addresses, err := i.Addrs()
		if err != nil {
			return list, fmt.Errorf("list the addresses of %s: %w", i.Name, err)
		}
		for _, a := range addresses {
			n.Addresses = append(n.Addresses, a.String())
		}
		list = append(list, n)
	}
	return list, nil
}

// mostFiles bounds how many files of a folder are listed.
const mostFiles = 1000

// files lists what is in the folders, and opens none of it.
func (v *visit) files(ctx context.Context, w io.Writer) error {
	return errors.Join(list(ctx, w, "data", v.Config.Data), list(ctx, w, "logs", v.Logs))
}

func list(ctx context.Context, w io.Writer, name, dir string) error {
	if dir == "" {
		return nil
	}
	if _, err := fmt.Fprintf(w, "%s: %s\n", name, dir); err != nil {
		return err
	}
	count := 0
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if count++; count > mostFiles {
			_, _ = fmt.Fprintf(w, "more than %d files\n", mostFiles)
			return fs.SkipAll
		}
		return listed(w, dir, path, d)
	})
}

func listed(w io.Writer, dir, path string, d fs.DirEntry) error {
	info, err := d.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it went while it was looked at
	}
	if err != nil {
		return err
	}
	name, err := filepath.Rel(dir, path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s %12d %s %s\n", info.Mode(), info.Size(), info.ModTime().UTC().Format(time.RFC3339), name)
	return err
}
