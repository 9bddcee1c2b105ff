package wire

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// described are the structs that have a schema, by its name.
func described() map[string]any {
	all := map[string]any{"fact": Fact{}, "body": Body{}, "enrolment": Enrolment{}, "enrolled": Enrolled{}, "rotation": Rotation{}, "rotated": Rotated{}}
	for name, make := range kinds {
		all[name] = reflect.ValueOf(make()).Elem().Interface()
	}
	return all
}

// schema is the part of a JSON Schema that the fields are compared with.
type schema struct {
	ID         string            `json:"$id"`
	Title      string            `json:"title"`
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
}

func readSchema(t *testing.T, name string) (s schema) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("schema", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

func TestEveryStructHasItsSchema(t *testing.T) {
	files, err := filepath.Glob("schema/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range files {
		got = append(got, strings.TrimSuffix(filepath.Base(f), ".json"))
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(described())), slices.Sorted(slices.Values(got))); diff != "" {
		t.Errorf("schemas (-want +got):\n%s", diff)
	}
}

// TestSchemasHaveTheFieldsOfTheStructs: no field more, none less, and required is
// what is always written.
func TestSchemasHaveTheFieldsOfTheStructs(t *testing.T) {
	for name, v := range described() {
		s := readSchema(t, name)
		if s.ID != "urn:kiosk.sync.v1:"+name || s.Title != name {
			t.Errorf("%s: id %q, title %q", name, s.ID, s.Title)
		}
		if _, message := s.Properties["type"]; message {
			delete(s.Properties, "type")
			s.Required = slices.DeleteFunc(s.Required, func(f string) bool { return f == "type" })
		}
		compare(t, name, reflect.TypeOf(v), s)
	}
}

func compare(t *testing.T, at string, typ reflect.Type, s schema) {
	t.Helper()
	var names, required []string
	for i := range typ.NumField() {
		name, options, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		names = append(names, name)
		if options == "" {
			required = append(required, name)
		}
		if inner, property := inside(typ.Field(i).Type, s.Properties[name]); inner != nil {
			compare(t, at+"."+name, inner, property)
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff(names, slices.Sorted(maps.Keys(s.Properties))); diff != "" {
		t.Errorf("%s: fields (-struct +schema):\n%s", at, diff)
	}
	slices.Sort(required)
	if diff := cmp.Diff(required, slices.Sorted(slices.Values(s.Required))); diff != "" {
		t.Errorf("%s: always written (-struct +schema):\n%s", at, diff)
	}
}

// inside follows pointers and lists to a struct that has fields of its own.
func inside(typ reflect.Type, s schema) (reflect.Type, schema) {
	switch {
	case typ.Kind() == reflect.Pointer:
		return inside(typ.Elem(), s)
	case typ.Kind() == reflect.Slice && s.Items != nil:
		return inside(typ.Elem(), *s.Items)
	case typ.Kind() == reflect.Struct && typ != reflect.TypeFor[time.Time]():
		return typ, s
	}
	return nil, s
}

// validators compiles the schemas with formats asserted.
func validators(t *testing.T) func(name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	return func(name string) *jsonschema.Schema {
		t.Helper()
		s, err := c.Compile("schema/" + name + ".json")
		if err != nil {
			t.Fatalf("compile: %v", err)
		}
		return s
	}
}

func validate(t *testing.T, what string, s *jsonschema.Schema, text []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		err = s.Validate(v)
	}
	if err != nil {
		t.Errorf("%s: %v in %s", what, err, text)
	}
}

// TestGoldenMessagesFitTheirSchemas also looks at each fact line and body.
func TestGoldenMessagesFitTheirSchemas(t *testing.T) {
	of := validators(t)
	seen := map[string]bool{}
	for name, m := range golden {
		head, _, _ := bytes.Cut(readGolden(t, name), []byte("\n"))
		validate(t, name, of(m.Type()), head)
		seen[m.Type()] = true
		facts, _ := m.(*Facts)
		if facts == nil {
			continue
		}
		for _, line := range facts.Lines {
			validate(t, name, of("fact"), line)
			f, err := ParseFact(line)
			if err != nil {
				t.Fatal(err)
			}
			validate(t, name, of("body"), f.Body)
		}
	}
	for name, make := range kinds {
		if made := make().Type(); made != name {
			t.Errorf("%s makes %s", name, made)
		}
		if !seen[name] {
			t.Errorf("no golden message shows %s", name)
		}
	}
}

// TestSchemasOfTheDoor does the same for enrolment, which is no message.
func TestSchemasOfTheDoor(t *testing.T) {
	of := validators(t)
	for name, v := range map[string]any{
		"enrolment": NewEnrolment("ABCD-EFGH-JKMN", someKey),
		"enrolled":  Enrolled{Kiosk: "kiosk-1", Key: signedHello.Key, SettingsKey: NewEnrolment("x", someKey).Public},
	} {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		validate(t, name, of(name), text)
	}
}

// TestSchemasLetNewsThroughAndRefuseNonsense: what Decode takes or refuses for
// its form, so does the schema.
func TestSchemasLetNewsThroughAndRefuseNonsense(t *testing.T) {
	of := validators(t)
	for _, name := range []string{"ack-with-news.msg", "welcome-with-news.msg"} {
		validate(t, name, of(goldenIn[name].Type()), readGolden(t, name))
	}
	for text, name := range map[string]string{
		`{"type":"ack"}`:                                  "ack",
		`{"type":"ack","upto":-1}`:                        "ack",
		`{"type":"ack","upto":"7"}`:                       "ack",
		`{"type":"ack","upto":9223372036854775808}`:       "ack",
		`{"type":"reject","seq":7,"reason":"x"}`:          "ack",
		`{"type":"reject","seq":0,"reason":"x"}`:          "reject",
		`{"type":"facts","first":1,"last":0,"count":0}`:   "facts",
		`{"type":"drain","after_ms":3600000}`:             "drain",
		`{"type":"news","key":"k1"}`:                      "news",
		`{"type":"command","id":"c","name":"lock"}`:       "command",
		`{"type":"ask","id":"a","name":"x"}`:              "ask",
		`{"type":"settings","version":1,"key":"k"}`:       "settings",
		`{"type":"hello","version":1,"kiosk":"a b"}`:      "hello",
		`{"type":"update-result","version":"1"}`:          "update-result",
		`{"type":"challenge","version":1,"nonce":""}`:     "challenge",
		`{"type":"command-result","id":"","state":"x"}`:   "command-result",
		`{"seq":1,"at":"noon","kind":"x","body":{}}`:      "fact",
		`{"code":"x","public":"short","proof":"shorter"}`: "enrolment",
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if of(name).Validate(v) == nil {
			t.Errorf("the schema of %s takes %s", name, text)
		}
	}
}
