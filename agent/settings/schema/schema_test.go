package schema_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent/settings"
	"kioskd/agent/settings/schema"
)

// paths writes down what a type reads from JSON.
func paths(all map[string]reflect.Type, path string, t reflect.Type) {
	switch {
	case t.Kind() == reflect.Pointer:
		paths(all, path, t.Elem())
	case t.Kind() == reflect.Slice:
		paths(all, path+"[]", t.Elem())
	case t.Kind() == reflect.Map:
		paths(all, path+".<name>", t.Elem())
	case t.Kind() == reflect.Struct:
		members(all, path, t)
	}
}

func members(all map[string]reflect.Type, path string, t reflect.Type) {
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			members(all, path, f.Type)
			continue
		}
		child := strings.TrimPrefix(path+"."+name, ".")
		all[child] = f.Type
		paths(all, child, f.Type)
	}
}

// TestFieldsAreTheDocuments: every setting has help, and no help is about none.
func TestFieldsAreTheDocuments(t *testing.T) {
	t.Parallel()
	all := map[string]reflect.Type{}
	paths(all, "", reflect.TypeFor[settings.Document]())
	var want, got []string
	for path := range all {
		want = append(want, path)
	}
	for _, f := range schema.Fields() {
		got = append(got, f.Path)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings and their help (-want +got)\n%s", diff)
	}
}

// TestExamples: every example can stand where it belongs, and all is said in both
// languages.
func TestExamples(t *testing.T) {
	t.Parallel()
	all := map[string]reflect.Type{}
	paths(all, "", reflect.TypeFor[settings.Document]())
	for _, f := range schema.Fields() {
		if kind, ok := all[f.Path]; ok {
			d := json.NewDecoder(strings.NewReader(f.Example))
			d.DisallowUnknownFields()
			if err := d.Decode(reflect.New(kind).Interface()); err != nil {
				t.Errorf("%s: the example %s: %v", f.Path, f.Example, err)
			}
		}
		for name, said := range map[string]schema.Text{"kind": f.Kind, "means": f.Means, "bounds": f.Bounds, "default": f.Default} {
			if (said.EN == "") != (said.KO == "") || said.EN == "" && (name == "kind" || name == "means") {
				t.Errorf("%s: %s is %+v", f.Path, name, said)
			}
		}
	}
}

const good = `{
  "version": 3,
  "for": ["*"],
  "hours": [
    {"day": "mon", "open": "09:00", "close": "22:00"},
    {"day": "tue", "open": "09:00",
     "close": "22:00"}
  ],
  "limits": {
    "void_each": 5
  },
  "catalogue": {"currency": "KRW", "items": [
    {"id": "tea", "name": {"en": "Tea"}, "price": 4000, "tax": "taxed"},
    {"id": "cake", "name": {"en": "Cake"}, "price": 5000, "tax": "taxed"}
  ]}
}`

func TestFlaws(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, old, new string
		want           []schema.Flaw
	}{
		{"good", "", "", nil},
		{"one value", `"tue"`, `"tuesday"`, []schema.Flaw{{6, "hours[1].day", `"tuesday" is none of sun, mon, tue, wed, thu, fri, sat`}}},
		{"a value on the next line", "     \"close\": \"22:00\"", "     \"close\": \"25:00\"", []schema.Flaw{{7, "hours[1].close", `"25:00" is no time of day, as in 09:30`}}},
		{"misspelt", `"void_each"`, `"void_eech"`, []schema.Flaw{{10, "", `not a settings document: json: unknown field "void_eech"`}}},
		{"another kind", `5000`, `"5000"`, []schema.Flaw{{14, "catalogue.items.price", `a string is no pay.Amount`}}},
		{"missing", `"version": 3,`, ``, []schema.Flaw{{0, "version", "is missing"}}},
		{"no JSON", `"void_each": 5`, `"void_each": 5,`, []schema.Flaw{{11, "", "not a settings document: invalid character '}' looking for beginning of object key string"}}},
		{"an end too soon", "  ]}\n}", "", []schema.Flaw{{15, "", "not a settings document: unexpected EOF"}}},
		{"two at once", `"for": ["*"],`, `"for": ["*"], "operators": ["short"], "access": ["*"],`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := schema.Flaws([]byte(strings.Replace(good, c.old, c.new, 1)))
			if c.name == "two at once" {
				if len(got) != 2 || got[0].Line != 3 || got[1].Line != 3 {
					t.Errorf("%+v", got)
				}
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func FuzzFlaws(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"version":1,"for":["*"],"hours":[{"day":1}]}`))
	f.Add([]byte(strings.Repeat("[", 1000)))
	f.Fuzz(func(t *testing.T, document []byte) {
		_, err := settings.Parse(document)
		flaws := schema.Flaws(document)
		if (err != nil) != (len(flaws) > 0) {
			t.Fatalf("%v and %+v", err, flaws)
		}
		for _, w := range flaws {
			if w.Line < 0 || w.Line > 1+strings.Count(string(document), "\n") {
				t.Fatalf("line %d", w.Line)
			}
		}
	})
}
