package rest

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/wire"
)

// described are what is sent and what is answered, by the names of their schemas.
var described = []any{
	Fleet{}, hq.Kiosk{}, Keys{}, Reason{}, Revoked{}, NewCode{}, Code{}, SettingsNotes{}, Commands{}, wire.Command{},
	Payments{}, OnePayment{}, Voids{}, Totals{}, Unresolved{}, Done{}, Finding{}, Refunds{}, NewRefund{}, desk.Refund{},
	Documents{}, Document{}, desk.Signed{}, Offered{}, Rollouts{}, NewRollout{}, Stage{}, desk.Progress{}, desk.Rollout{},
	Alarms{}, AlarmFinding{}, Bills{}, NewBill{}, Uploads{}, BillToken{}, Webhooks{}, NewWebhook{}, WebhookSecret{}, WebhookChange{}, Event{}, Deliveries{},
	Users{}, NewUser{}, Link{}, UserChange{}, Tokens{}, NewToken{}, TokenText{}, Audit{}, Problem{},
	PhoneAttempts{}, PhoneSaying{}, NewPhonePayment{}, PhonePayment{}, PhoneConfirm{}, PhoneCancel{}, desk.Payout{},
}

// description is docs/hq-api.yaml as JSON.
type description struct {
	*testing.T
	doc any
}

func read(t *testing.T) description {
	t.Helper()
	text, err := os.ReadFile("../../../docs/hq-api.yaml")
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
	return description{t, doc}
}

func (d description) at(names ...string) any {
	here := d.doc
	for _, n := range names {
		m, _ := here.(map[string]any)
		here = m[n]
	}
	return here
}

func (d description) keys(names ...string) []string {
	m, _ := d.at(names...).(map[string]any)
	return slices.Sorted(maps.Keys(m))
}

// TestEveryPathIsDescribed, both ways, with the scope that it needs.
func TestEveryPathIsDescribed(t *testing.T) {
	t.Parallel()
	d := read(t)
	want, got := map[string]string{}, map[string]string{}
	for _, r := range routes {
		want[r.method+" "+r.path] = string(r.scope)
	}
	for _, path := range d.keys("paths") {
		for _, method := range d.keys("paths", path) {
			if method != "parameters" {
				scope, _ := d.at("paths", path, method, "x-scope").(string)
				got[strings.ToUpper(method)+" "+path] = scope
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths (-program +docs/hq-api.yaml):\n%s", diff)
	}
}

// TestEveryFieldIsDescribed, both ways.
func TestEveryFieldIsDescribed(t *testing.T) {
	t.Parallel()
	d := read(t)
	want, got := map[string][]string{}, map[string][]string{}
	for _, v := range described {
		collect(want, reflect.TypeOf(v))
	}
	for _, name := range d.keys("components", "schemas") {
		got[name] = d.keys("components", "schemas", name, "properties")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("schemas (-program +docs/hq-api.yaml):\n%s", diff)
	}
}

// collect adds the fields of a struct and of those in it.
func collect(all map[string][]string, t reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t.PkgPath() == "time" || all[t.Name()] != nil {
		return
	}
	all[t.Name()] = []string{}
	names := fieldsOf(all, t)
	slices.Sort(names)
	all[t.Name()] = names
}

func fieldsOf(all map[string][]string, t reflect.Type) (names []string) {
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			names = append(names, fieldsOf(all, f.Type)...)
			continue
		case name == "-" || !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		names = append(names, name)
		collect(all, f.Type)
	}
	return names
}
