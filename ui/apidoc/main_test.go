package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var docs = filepath.Join("..", "..", "docs")

// TestPageIsFresh: what people read is what programs do.
func TestPageIsFresh(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(docs, "local-api.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := render(text)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(docs, "local-api.md"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/local-api.md is stale; run: go run ./ui/apidoc (-want +got):\n%s", diff)
	}
}

// TestMistake: a broken description is named, and makes no page.
func TestMistake(t *testing.T) {
	t.Parallel()
	for _, broken := range []string{"paths: [", "paths: {/view: {get: {summary: []}}}", "components: {schemas: {X: {properties: {a: {type: string, minimum: few}}}}}"} {
		if page, err := render([]byte(broken)); err == nil {
			t.Errorf("%s made %s", broken, page)
		}
	}
}
