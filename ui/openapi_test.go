package ui_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"kioskd/agent"
	"kioskd/agent/look"
	"kioskd/agent/pay"
	"kioskd/ui"
	"kioskd/ui/internal/fake"
)

const description = "../docs/local-api.yaml"

// api is the description of the local API as JSON, with a schema for each of its
// parts.
type api struct {
	*testing.T
	doc      any
	compiler *jsonschema.Compiler
}

func readAPI(t *testing.T) api {
	t.Helper()
	text, err := os.ReadFile(description)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	plain, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("urn:api", doc); err != nil {
		t.Fatal(err)
	}
	return api{t, doc, c}
}

// at walks down the description; nil where there is nothing.
func (a api) at(names ...string) any {
	here := a.doc
	for _, n := range names {
		m, _ := here.(map[string]any)
		here = m[n]
	}
	return here
}

func (a api) keys(names ...string) []string {
	m, _ := a.at(names...).(map[string]any)
	return slices.Sorted(maps.Keys(m))
}

// methodsOf lists the described methods of a path, in capitals.
func (a api) methodsOf(path string) (found []string) {
	for _, m := range a.keys("paths", path) {
		if m != "parameters" {
			found = append(found, strings.ToUpper(m))
		}
	}
	return found
}

// TestEveryPathIsDescribed, both ways: a path that is not in the documentation,
// and one that is nowhere else.
func TestEveryPathIsDescribed(t *testing.T) {
	t.Parallel()
	a := readAPI(t)
	want, got := map[string][]string{}, map[string][]string{}
	for path, m := range ui.Paths() {
		want["/"+path] = m
	}
	for _, path := range a.keys("paths") {
		got[path] = a.methodsOf(path)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths (-program +docs/local-api.yaml):\n%s", diff)
	}
}

// TestSessionsAreDescribed: what needs no session says so, and nothing else does.
func TestSessionsAreDescribed(t *testing.T) {
	t.Parallel()
	a := readAPI(t)
	for _, path := range a.keys("paths") {
		for _, method := range a.methodsOf(path) {
			operation, _ := a.at("paths", path, strings.ToLower(method)).(map[string]any)
			_, differs := operation["security"]
			if open := slices.Contains(ui.ForEverybody, method+" "+strings.TrimPrefix(path, "/")); open != differs {
				t.Errorf("%s %s: without a session %v, described as %v", method, path, open, differs)
			}
		}
	}
}

// told are the structs of the API by the names of their schemas.
var told = map[string]any{
	"Problem": ui.Problem{}, "Kiosk": ui.Kiosk{}, "Merchant": ui.Merchant{}, "View": ui.View{}, "Link": pay.Link{}, "Fault": agent.Fault{},
	"PaymentView": agent.PaymentView{}, "Line": pay.Line{}, "Decline": pay.Decline{}, "Receipt": pay.Receipt{}, "Store": pay.Store{},
	"Party": pay.Party{}, "Limits": ui.Limits{}, "Instalments": agent.Instalments{}, "Catalogue": agent.Listing{}, "Item": agent.Item{},
	"Pick": agent.Pick{}, "Option": agent.Option{}, "OptionChoice": agent.OptionChoice{}, "Own": pay.Own{}, "Order": pay.Order{}, "Payment": ui.Payment{}, "Approval": pay.Approval{}, "Refund": pay.Refund{},
	"Printer": ui.Printer{}, "Slip": ui.Slip{}, "WebToken": ui.WebToken{}, "Launched": ui.Launched{}, "Case": agent.Case{}, "Stored": ui.Stored{},
	"Look": ui.Look{}, "Theme": look.Theme{}, "Attract": look.Attract{}, "Physical": look.Physical{}, "Times": look.Times{},
	"Sound": look.Sound{}, "ReceiptWays": look.Receipt{},
	"Presence": ui.Presence{}, "Heard": ui.Heard{}, "Overview": ui.Overview{}, "Waiting": ui.Waiting{}, "HQ": ui.HQ{}, "Disk": ui.Disk{}, "PadTest": ui.PadTest{}, "DayTotals": ui.DayTotals{}, "Sale": ui.Sale{},
	"PhoneWay": pay.PhoneWay{}, "PhoneStep": pay.PhoneStep{}, "Account": pay.Account{},
}

// heard are the bodies of intents, of which a field may be left out.
var heard = map[string]any{
	"Split": pay.Split{}, "NewOrder": ui.NewOrder{}, "NewPayment": ui.NewPayment{}, "DescribedPayment": ui.DescribedPayment{}, "Wish": ui.Wish{},
	"Modes": ui.Modes{}, "NewRefund": ui.NewRefund{}, "NewOverride": ui.NewOverride{}, "SignIn": ui.SignIn{}, "Beat": ui.Beat{},
}

// neverTold are fields that no answer has; see forPage.
var neverTold = map[string][]string{"Payment": {"mark", "offer", "undo"}, "Approval": {"driver"}}

// TestEveryFieldIsDescribed compares the schemas with our structs.
func TestEveryFieldIsDescribed(t *testing.T) {
	t.Parallel()
	a := readAPI(t)
	for _, name := range a.keys("components", "schemas") {
		answer, isTold := told[name]
		intent, isHeard := heard[name]
		fields := a.keys("components", "schemas", name, "properties")
		switch {
		case isTold:
			a.compare(name, fieldsOf(reflect.TypeOf(answer)), fields, true)
		case isHeard:
			a.compare(name, fieldsOf(reflect.TypeOf(intent)), fields, false)
		case len(fields) > 0:
			t.Errorf("schema %s: say in this test which struct it is", name)
		}
	}
}

func (a api) compare(name string, want map[string]bool, got []string, always bool) {
	a.Helper()
	for _, secret := range neverTold[name] {
		delete(want, secret)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), got); diff != "" {
		a.Errorf("%s (-program +docs):\n%s", name, diff)
	}
	required, _ := a.at("components", "schemas", name, "required").([]any)
	for field, must := range want {
		if is := slices.Contains(required, any(field)); always && is != must {
			a.Errorf("%s.%s: always there %v, described as required %v", name, field, must, is)
		}
	}
}

// fieldsOf returns the JSON fields of a struct, and whether each is always there.
func fieldsOf(t reflect.Type) map[string]bool {
	all := map[string]bool{}
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		switch {
		case t.Field(i).Anonymous:
			maps.Copy(all, fieldsOf(t.Field(i).Type))
		case name != "-":
			all[name] = !strings.HasPrefix(options, "omit")
		}
	}
	return all
}

// TestExamples: what the documentation shows is what it says.
func TestExamples(t *testing.T) {
	t.Parallel()
	a := readAPI(t)
	if n := a.examples("#", a.doc); n < 25 {
		t.Errorf("only %d examples were found", n)
	}
}

// examples validates every example below a place by the schema beside it, and
// returns how many there were.
func (a api) examples(pointer string, here any) (n int) {
	m, ok := here.(map[string]any)
	if !ok {
		return 0
	}
	if _, ok := m["schema"]; ok && m["example"] != nil {
		a.validate(pointer+"/schema", m["example"])
		n++
	}
	if several, ok := m["examples"].(map[string]any); ok {
		for _, e := range several {
			a.validate(pointer+"/schema", e.(map[string]any)["value"])
			n++
		}
	}
	for name, below := range m {
		n += a.examples(pointer+"/"+escaped([]string{name})[0], below)
	}
	return n
}

func (a api) validate(pointer string, value any) {
	a.Helper()
	s, err := a.compiler.Compile("urn:api" + strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer))
	if err != nil {
		a.Errorf("%s: %v", pointer, err)
		return
	}
	if err := s.Validate(value); err != nil {
		a.Errorf("the example of %s: %v", pointer, err)
	}
}

// TestSDKCallsWhatIsDescribed: the SDK uses the local API as documented, and no
// other way.
func TestSDKCallsWhatIsDescribed(t *testing.T) {
	t.Parallel()
	a := readAPI(t)
	call := regexp.MustCompile("(?:\\bcall(?:<[^>(]+>+)?)\\(\\s*\"([A-Z]+)\", [\"`]([^\"`]+)[\"`]")
	found := 0
	err := fs.WalkDir(os.DirFS("web/src/sdk"), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".ts" && filepath.Ext(name) != ".tsx" {
			return err
		}
		source, err := os.ReadFile(filepath.Join("web/src/sdk", name))
		for _, m := range call.FindAllStringSubmatch(string(source), -1) {
			found++
			if method, path := m[1], pathOf(m[2]); !slices.Contains(a.methodsOf(path), method) && !slices.Contains(a.starting(path), method) {
				t.Errorf("%s calls %s %s, which is not described", name, method, path)
			}
		}
		return err
	})
	if err != nil || found < 20 {
		t.Errorf("%d calls found, %v", found, err)
	}
}

// pathOf writes a path of the SDK's source as the description does.
func pathOf(source string) string {
	path, _, _ := strings.Cut(source, "?")
	return "/" + regexp.MustCompile(`\$\{[^}]*[kK]ey\}`).ReplaceAllString(path, "{key}")
}

// starting returns the methods of all paths that a path with a word of its own at
// the end stands for.
func (a api) starting(path string) (found []string) {
	prefix, ok := strings.CutSuffix(path, "${what}")
	if !ok {
		return nil
	}
	for _, p := range a.keys("paths") {
		if strings.HasPrefix(p, prefix) {
			found = append(found, a.methodsOf(p)...)
		}
	}
	return found
}

// TestAnswersAreDescribed: what the program really answers is what is described.
func TestAnswersAreDescribed(t *testing.T) {
	t.Parallel()
	a := readAPI(t)
	d := serve(t, ui.Options{Agent: fake.New(), Paper: fake.NewPaper(), Storage: &fake.Storage{}, Staff: "the-people"})
	o := d.order()
	d.agent.Book(pay.Payment{Key: o.Key, Order: o, Status: pay.Approved, Attempt: 1, Approval: fake.Approval(o)})
	scenes, err := fake.Scenes("ko")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenes {
		d.agent.Show(s.View)
		a.answers(d, "GET /view", "", "/view", 200)
	}
	for _, c := range []struct {
		path, body, described string
		status                int
	}{
		{"GET /kiosk", "", "/kiosk", 200}, {"GET /catalogue", "", "/catalogue", 200}, {"GET /store", "", "/store", 200},
		{"GET /limits", "", "/limits", 200}, {"GET /instalments", "", "/instalments", 200}, {"GET /modes", "", "/modes", 200},
		{"GET /payments/" + string(o.Key), "", "/payments/{key}", 200}, {"POST /orders", goodOrder, "/orders", 201},
		{"POST /payments", fmt.Sprintf(`{"key":%q,"amount":%d}`, o.Key, o.Total), "/payments", 202},
		{"PUT /modes", `{"text":150}`, "/modes", 200}, {"GET /storage?key=x", "", "/storage", 200}, {"GET /staff", "", "/staff", 200},
		{"POST /screen/alive", "{}", "/screen/alive", 200},
	} {
		a.answers(d, c.path, c.body, c.described, c.status)
	}
}

// answers asks, and validates the answer by its description.
func (a api) answers(d door, request, body, described string, status int) {
	a.Helper()
	method, path, _ := strings.Cut(request, " ")
	var changes []func(*http.Request)
	if path == "/staff" {
		changes = append(changes, bearer("the-people"))
	}
	value := read[any](a.T, d.ask(method, "/api/v1"+path, body, changes...), status)
	answer := []string{"paths", described, strings.ToLower(method), "responses", fmt.Sprint(status)}
	pointer := "#/" + strings.Join(escaped(answer), "/")
	if ref, ok := a.at(append(answer, "$ref")...).(string); ok {
		pointer = ref
	}
	a.validate(pointer+"/content/application~1json/schema", value)
}

func escaped(names []string) (out []string) {
	for _, n := range names {
		out = append(out, strings.NewReplacer("~", "~0", "/", "~1").Replace(n))
	}
	return out
}
