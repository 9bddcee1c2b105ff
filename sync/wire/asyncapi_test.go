package wire

import (
	"encoding/json"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asyncAPI is the part of asyncapi.json that can go stale.
type asyncAPI struct {
	AsyncAPI string `json:"asyncapi"`
	Info     struct {
		Title string `json:"title"`
	} `json:"info"`
	Channels map[string]struct {
		Messages map[string]reference `json:"messages"`
	} `json:"channels"`
	Operations map[string]struct {
		Action   string      `json:"action"`
		Messages []reference `json:"messages"`
	} `json:"operations"`
	Components struct {
		Messages map[string]struct {
			Name    string    `json:"name"`
			Payload reference `json:"payload"`
		} `json:"messages"`
	} `json:"components"`
}

type reference struct {
	Ref string `json:"$ref"`
}

// spoken says who says what: the directions of the table in docs/sync-protocol.md.
var spoken = map[string][]string{
	"receive": {"hello", "facts", "status", "settings-result", "update-result", "command-result", "ask", "error", "bye"},
	"send":    {"challenge", "welcome", "ack", "reject", "fork", "settings", "update", "command", "answer", "drain", "news", "error", "bye"},
}

func readAsyncAPI(t *testing.T) (doc asyncAPI) {
	t.Helper()
	b, err := os.ReadFile("asyncapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestAsyncAPINamesExactlyTheMessages(t *testing.T) {
	doc := readAsyncAPI(t)
	if doc.AsyncAPI != "3.0.0" || doc.Info.Title != Subprotocol {
		t.Errorf("AsyncAPI %s of %s", doc.AsyncAPI, doc.Info.Title)
	}
	want := slices.Sorted(maps.Keys(kinds))
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(doc.Components.Messages))); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(doc.Channels["sync"].Messages))); diff != "" {
		t.Errorf("messages of the channel (-want +got):\n%s", diff)
	}
	for name, m := range doc.Components.Messages {
		if m.Name != name || m.Payload.Ref != "schema/"+name+".json" {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestAsyncAPIDirections(t *testing.T) {
	got := map[string][]string{}
	for _, o := range readAsyncAPI(t).Operations {
		for _, m := range o.Messages {
			got[o.Action] = append(got[o.Action], path.Base(m.Ref))
		}
	}
	if diff := cmp.Diff(spoken, got); diff != "" {
		t.Errorf("who says what (-want +got):\n%s", diff)
	}
}

// TestMessagesOfTheContract: the page of the protocol has each message in its
// direction.
func TestMessagesOfTheContract(t *testing.T) {
	text, err := os.ReadFile("../../docs/sync-protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string][]string{}
	for _, row := range regexp.MustCompile(`(?m)^\| (HQ to kiosk|kiosk to HQ|both) \| (.*) \|$`).FindAllStringSubmatch(string(text), -1) {
		for _, word := range strings.Split(strings.ReplaceAll(row[2], "`", ""), ", ") {
			if row[1] != "HQ to kiosk" {
				written["receive"] = append(written["receive"], word)
			}
			if row[1] != "kiosk to HQ" {
				written["send"] = append(written["send"], word)
			}
		}
	}
	if diff := cmp.Diff(spoken, written); diff != "" {
		t.Errorf("messages (-code +docs):\n%s", diff)
	}
}
