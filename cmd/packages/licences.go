package main

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// licenceNames are the files in which a module says on what terms it may be used,
// and whom its authors want named.
var licenceNames = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// module is a library with the folder that its source is in.
type module struct {
	Path, Version, Dir string
}

// licences collects the terms of every library in a program, word for word, as most
// of them ask whoever passes them on to do. One without any is an error: nobody may
// pass it on.
func licences(ctx context.Context, program string) ([]byte, error) {
	modules, err := modulesOf(ctx, program)
	if err != nil {
		return nil, err
	}
	var all bytes.Buffer
	for _, m := range modules {
		text, err := m.licence()
		if err != nil {
			return nil, err
		}
		_, _ = fmt.Fprintf(&all, "%s\n%s %s\n%[1]s\n\n%[4]s\n", strings.Repeat("=", 78), m.Path, m.Version, text)
	}
	return all.Bytes(), nil
}

// modulesOf returns what a program is made of, by what the linker wrote into it, and
// Go itself.
func modulesOf(ctx context.Context, program string) ([]module, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, err
	}
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("ask Go where it is: %w", err)
	}
	all := []module{{"Go and its standard library", info.GoVersion, strings.TrimSpace(string(root))}}
	args := []string{"list", "-m", "-json"}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		args = append(args, m.Path)
	}
	if len(info.Deps) == 0 {
		return all, nil
	}
	found, err := listModules(ctx, args)
	return append(all, found...), err
}

func listModules(ctx context.Context, args []string) (all []module, err error) {
	out, err := exec.CommandContext(ctx, "go", args...).Output()
	if err != nil {
		return nil, fmt.Errorf("ask Go for the libraries' folders: %w", err)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var m module
		if err := d.Decode(&m); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("read what Go says of the libraries: %w", err)
		}
		all = append(all, m)
	}
}

// licence reads all terms of a module.
func (m module) licence() (string, error) {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return "", fmt.Errorf("the licence of %s: %w; fetch it with: go mod download", m.Path, err)
	}
	var text strings.Builder
	for _, e := range entries {
		if e.IsDir() || !licenceNames.MatchString(e.Name()) {
			continue
		}
		words, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
		if err != nil {
			return "", fmt.Errorf("the licence of %s: %w", m.Path, err)
		}
		_, _ = fmt.Fprintf(&text, "--- %s\n\n%s\n", e.Name(), bytes.TrimSpace(words))
	}
	if text.Len() == 0 {
		return "", fmt.Errorf("%s %s comes without a licence: it may not be passed on", m.Path, m.Version)
	}
	return text.String(), nil
}
