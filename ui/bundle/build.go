package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// build returns the files of the page, by name. The same sources give the same
// bytes on every machine.
func build(web string) (map[string][]byte, error) {
	files, err := compile(web)
	if err != nil {
		return nil, err
	}
	if err := copyInto(files, web, "index.html", "icon.svg", "notice.css"); err != nil {
		return nil, err
	}
	if err := preload(files); err != nil {
		return nil, err
	}
	for _, types := range []string{"kiosk.d.ts", "data.d.ts"} {
		if err := copyAs(files, filepath.Join(web, "src", "sdk", "public", types), "sdk/v1/"+types); err != nil {
			return nil, err
		}
	}
	if err := copyAs(files, filepath.Join(web, "staff.html"), "staff/index.html"); err != nil {
		return nil, err
	}
	if files["licences.txt"], err = licences(web); err != nil {
		return nil, err
	}
	return files, nil
}

// builds are what the sources are made into. Each is bundled by itself, so that
// none loads another.
var builds = []api.BuildOptions{
	{
		EntryPointsAdvanced: []api.EntryPoint{
			{InputPath: "src/main.tsx", OutputPath: "app"},
			{InputPath: "styles/app.css", OutputPath: "app"},
		},
		External: []string{"./fonts/*"},
		Format:   api.FormatESModule,
		// Each language is a file of its own, loaded when it is spoken; so are the
		// screens before a payment, which are not laid over an app's page.
		Splitting:  true,
		ChunkNames: "parts/[name]-[hash]",
	},
	{EntryPointsAdvanced: []api.EntryPoint{{InputPath: "src/sdk/module.ts", OutputPath: "sdk/v1/kiosk"}}, Format: api.FormatESModule},
	{EntryPointsAdvanced: []api.EntryPoint{{InputPath: "src/sdk/global.ts", OutputPath: "sdk/v1/kiosk.global"}}, Format: api.FormatIIFE},
	{
		EntryPointsAdvanced: []api.EntryPoint{
			{InputPath: "src/staff/main.tsx", OutputPath: "staff/app"},
			{InputPath: "styles/staff.css", OutputPath: "staff/app"},
		},
		External: []string{"../fonts/*"},
		Format:   api.FormatESModule,
	},
	{EntryPointsAdvanced: []api.EntryPoint{{InputPath: "src/guard/guard.ts", OutputPath: "sdk/guard"}}, Format: api.FormatIIFE},
	{EntryPointsAdvanced: []api.EntryPoint{{InputPath: "src/sdk/bridge/bridge.ts", OutputPath: "sdk/bridge"}}, Format: api.FormatIIFE},
	{EntryPointsAdvanced: []api.EntryPoint{{InputPath: "src/sdk/front/index.ts", OutputPath: "sdk/front/v0/index"}}, Format: api.FormatIIFE},
}

func compile(web string) (map[string][]byte, error) {
	root, err := filepath.Abs(web)
	if err != nil {
		return nil, fmt.Errorf("find the sources: %w", err)
	}
	files := map[string][]byte{}
	for _, b := range builds {
		result := api.Build(options(root, b))
		if len(result.Errors) > 0 {
			text := api.FormatMessages(result.Errors, api.FormatMessagesOptions{})
			return nil, fmt.Errorf("bundle the page: %w", errors.New(text[0]))
		}
		for _, f := range result.OutputFiles {
			name, err := filepath.Rel(filepath.Join(root, out), f.Path)
			if err != nil {
				return nil, fmt.Errorf("bundle the page: %w", err)
			}
			files[filepath.ToSlash(name)] = f.Contents
		}
	}
	return files, nil
}

// preload has the page ask for what app.js shares with the parts at once, instead of
// after app.js has come.
func preload(files map[string][]byte) error {
	const before = `<script type="module" src="app.js">`
	var links string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "parts/chunk-") {
			links += fmt.Sprintf("<link rel=\"modulepreload\" href=%q>\n    ", name)
		}
	}
	page := bytes.Replace(files["index.html"], []byte(before), []byte(links+before), 1)
	if links == "" || bytes.Equal(page, files["index.html"]) {
		return errors.New("preload the page's parts: index.html has no app.js, or that shares nothing")
	}
	files["index.html"] = page
	return nil
}

// out is the folder of the result as the bundler sees it: named, never written.
const out = "out"

func options(root string, o api.BuildOptions) api.BuildOptions {
	o.AbsWorkingDir, o.Outdir = root, out
	o.Bundle = true
	o.Target, o.Charset = api.ES2022, api.CharsetUTF8
	o.LegalComments = api.LegalCommentsNone // see licences
	o.MinifyWhitespace, o.MinifyIdentifiers, o.MinifySyntax = true, true, true
	return o
}

// licences collects the licences of what others gave to the page.
func licences(web string) ([]byte, error) {
	var out bytes.Buffer
	for _, part := range []struct{ title, file string }{
		{"Preact, part of app.js", filepath.Join("vendor", "preact", "LICENSE")},
		{"Pretendard, a typeface in fonts", filepath.Join("fonts", "LICENSE.txt")},
		{"Noto Sans JP and Noto Sans SC, typefaces in fonts", filepath.Join("fonts", "LICENSE-Noto.txt")},
	} {
		text, err := os.ReadFile(filepath.Join(web, part.file))
		if err != nil {
			return nil, fmt.Errorf("collect the licences: %w", err)
		}
		fmt.Fprintf(&out, "%s\n\n%s\n\n", part.title, bytes.TrimSpace(text))
	}
	return out.Bytes(), nil
}

// copyInto adds the sources that need no work.
func copyInto(files map[string][]byte, web string, names ...string) error {
	for _, name := range names {
		if err := copyAs(files, filepath.Join(web, name), name); err != nil {
			return err
		}
	}
	return nil
}

func copyAs(files map[string][]byte, from, name string) error {
	body, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("read the page: %w", err)
	}
	files[name] = body
	return nil
}
