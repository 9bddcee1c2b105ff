package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kioskd/installer"
)

//go:embed files
var files embed.FS

// nfpm is the program that makes deb and rpm; newer versions do not build with the
// modules that can be had.
const nfpm = "github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.43.4"

// linux makes deb and rpm for one kind of machine.
func (b *build) linux(ctx context.Context, arch string) error {
	kinds := slices.DeleteFunc(slices.Clone(b.Only), func(kind string) bool { return kind == "msi" })
	if len(kinds) == 0 {
		return nil
	}
	program, err := b.compile(ctx, "linux", arch)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		if err := b.pack(ctx, kind, arch, program); err != nil {
			return err
		}
	}
	return nil
}

func (b *build) pack(ctx context.Context, kind, arch, program string) error {
	recipe, err := b.recipe(kind, arch, program)
	if err != nil {
		return err
	}
	path := filepath.Join(b.work, kind+"-"+arch+".yaml")
	if err := os.WriteFile(path, recipe, 0o600); err != nil {
		return err
	}
	return run(ctx, nil, "go", "run", nfpm, "package", "--config", path, "--packager", kind, "--target", b.Out)
}

// content is a file of a package.
type content struct {
	Source      string `json:"src"`
	Destination string `json:"dst"`
	Info        info   `json:"file_info"`
}

type info struct {
	Mode  int    `json:"mode"`
	MTime string `json:"mtime"`
}

// recipe says what goes into a package. It is JSON, which is YAML as well.
func (b *build) recipe(kind, arch, program string) ([]byte, error) {
	contents, err := b.contents(program)
	if err != nil {
		return nil, err
	}
	scripts, err := b.scripts(kind)
	if err != nil {
		return nil, err
	}
	date := b.at.Format("2006-01-02T15:04:05Z")
	return json.Marshal(map[string]any{
		"name": "kioskd", "arch": arch, "platform": "linux", "version": b.Version, "version_schema": "none",
		"section": "misc", "priority": "optional", "license": "Apache-2.0", "mtime": date,
		"maintainer":  "The kioskd authors <kioskd@localhost>",
		"description": "Payment agent of a self-service kiosk\nDrives the card pad, keeps every payment on disk, serves the kiosk's screen and\nbrings payments to HQ. It starts with the machine.",
		"depends":     map[string][]string{"deb": {"systemd", "passwd"}, "rpm": {"systemd", "shadow-utils"}}[kind],
		"contents":    contents, "scripts": scripts,
		"deb": map[string]any{"compression": "xz"},
		"rpm": map[string]any{"compression": "xz", "buildhost": "localhost", "group": "Applications/System"},
	})
}

func (b *build) contents(program string) ([]content, error) {
	unit, err := installer.Unit(installer.UnitOptions{Program: "/usr/bin/kioskd", By: "Part of the package kioskd"})
	if err == nil {
		err = os.WriteFile(filepath.Join(b.work, "kioskd.service"), []byte(unit), 0o600)
	}
	if err != nil {
		return nil, err
	}
	list := []content{
		b.file(program, "/usr/bin/kioskd", 0o755),
		b.file(filepath.Join(b.work, "kioskd.service"), "/usr/lib/systemd/system/kioskd.service", 0o644),
		b.file("cmd/kioskd/sample.toml", "/usr/share/doc/kioskd/kioskd.toml", 0o644),
		b.file("LICENSE", "/usr/share/doc/kioskd/copyright", 0o644),
		b.file("CHANGELOG.md", "/usr/share/doc/kioskd/CHANGELOG.md", 0o644),
		b.file(program+termsEnding, "/usr/share/doc/kioskd/licences-of-the-program.txt", 0o644),
		b.file("ui/dist/licences.txt", "/usr/share/doc/kioskd/licences-of-the-page.txt", 0o644),
	}
	for name, to := range map[string]string{"60-kioskd.rules": "/usr/lib/udev/rules.d/", "growing-delays.conf": "/usr/share/kioskd/"} {
		path, err := b.write(name)
		if err != nil {
			return nil, err
		}
		list = append(list, b.file(path, to+name, 0o644))
	}
	slices.SortFunc(list, func(a, b content) int { return strings.Compare(a.Destination, b.Destination) })
	return list, nil
}

func (b *build) file(from, to string, mode int) content {
	return content{from, to, info{mode, b.at.Format("2006-01-02T15:04:05Z")}}
}

// scripts writes down what a kind of package does before and after.
func (b *build) scripts(kind string) (map[string]string, error) {
	names := map[string]map[string]string{
		"deb": {"preinstall": "preinst", "postinstall": "postinst", "preremove": "prerm", "postremove": "postrm"},
		"rpm": {"preinstall": "pre", "postinstall": "post", "preremove": "preun", "postremove": "postun"},
	}[kind]
	paths := map[string]string{}
	for when, name := range names {
		path, err := b.write(fmt.Sprintf("%s-%s.sh", kind, name))
		if err != nil {
			return nil, err
		}
		paths[when] = path
	}
	return paths, nil
}

// write puts one of our files into the work folder, with the version in it.
func (b *build) write(name string, more ...string) (path string, err error) {
	text, err := files.ReadFile("files/" + name)
	if err != nil {
		return "", err
	}
	path = filepath.Join(b.work, name)
	pairs := append(more, "@VERSION@", b.Version)
	return path, os.WriteFile(path, []byte(strings.NewReplacer(pairs...).Replace(string(text))), 0o700)
}
