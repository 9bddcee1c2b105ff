package rest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/door"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/storetest"
	"kioskd/sync/hq/webhook"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// machine is a program at the machines' door of an HQ that knows one kiosk.
type machine struct {
	*testing.T
	server *httptest.Server
	desk   *desk.Desk
	token  string
	key    ed25519.PrivateKey // of settings
	phones *pg.Flow
}

func open(t *testing.T, scopes ...people.Scope) *machine {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))
	h, err := hq.New(hq.Options{Store: memory.New(), Token: func(string) (string, bool) { return "", false }, Log: slog.New(slog.DiscardHandler), SettingsKey: key.Public().(ed25519.PublicKey)})
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{T: t, key: key, phones: phones(t)}
	who := people.New(h.Store, rand.Reader)
	m.desk = desk.New(desk.Options{HQ: h, People: who, Phones: m.phones, Log: h.Log})
	m.server = httptest.NewServer(New(m.desk, &door.Door{People: who, Open: true}))
	t.Cleanup(m.server.Close)
	if m.token, err = who.NewToken(t.Context(), "kim", "erp", scopes, 1); err != nil {
		t.Fatal(err)
	}
	m.furnish()
	return m
}

// furnish keeps what the paths below are about.
func (m *machine) furnish() {
	m.Helper()
	ctx, store := m.Context(), m.desk.HQ.Store
	j := wiretest.New("e1")
	j.Sale("key-1", 12000)
	j.Add(wire.KindVoided, "key-1", wire.Body{Void: &wire.Void{Amount: 2000}})
	j.Sale("key-2", 5000)
	j.Add(wire.KindStarted, "key-3", wire.Body{Charge: &wire.Charge{Amount: 500, Currency: "KRW"}})
	j.Add(wire.KindUnresolved, "key-3", wire.Body{Reason: "the pad was exchanged"})
	must := func(err error) {
		m.Helper()
		if err != nil {
			m.Fatal(err)
		}
	}
	must(store.Put(ctx, "k1", "e1", storetest.Facts(m.T, j, 1, 11)))
	must(store.Seen(ctx, hq.Kiosk{ID: "k1", LastSeen: time.Now(), Epoch: "e1", Status: &wire.Status{State: "idle", Pad: wire.Pad{Up: true}}}))
	must(store.Seen(ctx, hq.Kiosk{ID: "k2", LastSeen: time.Now(), Epoch: "e1"}))
	must(store.AddKey(ctx, hq.Key{Kiosk: "k1", Name: "a", Public: []byte("a"), Added: time.Now()}))
	must(m.desk.People.Add(ctx, "kim", people.Admin))
	must(m.desk.HQ.Raise(ctx, silence))
}

// asks sends a request with the token.
func (m *machine) asks(method, path, body string, headers ...string) *http.Response {
	m.Helper()
	r, err := http.NewRequestWithContext(m.Context(), method, m.server.URL+Base+path, strings.NewReader(body))
	if err != nil {
		m.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+m.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		m.Fatal(err)
	}
	m.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

func (m *machine) signed(version int) string {
	text := fmt.Appendf(nil, `{"version":%d,"for":["*"]}`, version)
	b, err := json.Marshal(desk.Signed{Version: uint64(version), For: []string{"*"}, Key: "k", Signature: wire.Sign(m.key, wire.PurposeSettings, text), Document: text})
	if err != nil {
		m.Fatal(err)
	}
	return string(b)
}

// TestAnswersAreAsDescribed calls every path in turn, and holds each answer against
// its schema.
func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	d, m := read(t), open(t, people.Scopes...)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("urn:api", d.doc); err != nil {
		t.Fatal(err)
	}
	hook, event := m.webhook()
	called := map[string]bool{}
	for _, step := range []struct{ method, route, path, body string }{
		{"GET", "/kiosks", "/kiosks?limit=1", ""}, {"GET", "/kiosks/{kiosk}", "/kiosks/k1", ""}, {"GET", "/kiosks/{kiosk}/keys", "/kiosks/k1/keys", ""},
		{"POST", "/kiosks/{kiosk}/keys/{key}/revoke", "/kiosks/k1/keys/a/revoke", `{"reason":"stolen"}`}, {"POST", "/codes", "/codes", `{"kiosk":"k3"}`},
		{"POST", "/settings", "/settings", m.signed(1)}, {"GET", "/settings", "/settings", ""}, {"GET", "/settings/{version}", "/settings/1", ""},
		{"POST", "/rollouts", "/rollouts", `{"signed":` + m.signed(2) + `,"percent":50,"back":` + m.signed(3) + `}`}, {"GET", "/rollouts", "/rollouts", ""}, {"GET", "/rollouts/{version}", "/rollouts/2", ""},
		{"POST", "/rollouts/{version}/widen", "/rollouts/2/widen", `{"percent":100}`}, {"POST", "/rollouts/{version}/stop", "/rollouts/2/stop", `{"reason":"x"}`}, {"POST", "/rollouts/{version}/back", "/rollouts/2/back", ""}, {"GET", "/kiosks/{kiosk}/settings", "/kiosks/k1/settings", ""},
		{"POST", "/kiosks/{kiosk}/commands", "/kiosks/k1/commands", `{"name":"lock"}`}, {"GET", "/kiosks/{kiosk}/commands", "/kiosks/k1/commands", ""},
		{"GET", "/payments", "/payments?limit=1", ""}, {"GET", "/payments/{kiosk}/{key}", "/payments/k1/key-1", ""}, {"GET", "/voids", "/voids", ""},
		{"GET", "/totals", "/totals?from=2026-11-21T00:00:00Z&until=2026-11-22T00:00:00Z&step_s=3600", ""}, {"GET", "/unresolved", "/unresolved", ""},
		{"POST", "/unresolved/{kiosk}/{key}/take", "/unresolved/k1/key-3/take", ""}, {"POST", "/unresolved/{kiosk}/{key}/settle", "/unresolved/k1/key-3/settle", `{"outcome":"not-charged","reason":"asked the VAN","facts":2}`},
		{"POST", "/refunds", "/refunds", `{"kiosk":"k1","key":"key-1","reason":"cold tea"}`}, {"GET", "/refunds", "/refunds", ""},
		{"POST", "/phone/prepare", "/phone/prepare?type=instant", phoneOrder},
		{"POST", "/phone/confirm", "/phone/confirm", `{"paymentKey":"p1","orderId":"ORDER","amount":1100}`},
		{"POST", "/phone/cancel", "/phone/cancel?type=instant", `{"paymentKey":"p1","cancelReason":"cold","refund":"r1"}`},
		{"GET", "/phone/payments/{key}", "/phone/payments/web-01", ""},
		{"GET", "/phone/attempts", "/phone/attempts?state=unknown&limit=5", ""}, {"GET", "/phone/attempts/{id}", "/phone/attempts/lost", ""},
		{"POST", "/phone/attempts/{id}/look", "/phone/attempts/lost/look", ""}, {"POST", "/phone/attempts/{id}/say", "/phone/attempts/lost/say", `{"paid":true,"payment_key":"p9","amount":900,"reason":"the console"}`},
		{"POST", "/phone/payouts/{provider}/{day}", "/phone/payouts/instant/2026-01-05", ""}, {"GET", "/phone/payouts/{provider}/{day}", "/phone/payouts/instant/2026-01-05", ""},
		{"GET", "/alarms", "/alarms?state=open", ""}, {"GET", "/alarms/{id}", "/alarms/" + m.alarm(), ""},
		{"POST", "/alarms/{id}/take", "/alarms/" + m.alarm() + "/take", ""}, {"POST", "/alarms/{id}/settle", "/alarms/" + m.alarm() + "/settle", `{"note":"the cable was pulled","count":1}`},
		{"POST", "/bills", "/bills", `{"kiosk":"k1","paymentKey":"bill-0001","name":"Consultation","amount":15000}`}, {"GET", "/bills", "/bills?kiosk=k1", ""}, {"GET", "/bills/{key}", "/bills/bill-0001", ""},
		{"POST", "/bills/{key}/announce", "/bills/bill-0001/announce", ""}, {"POST", "/bills/{key}/withdraw", "/bills/bill-0001/withdraw", ""}, {"GET", "/uploads", "/uploads?kiosk=k1", ""},
		{"POST", "/kiosks/{kiosk}/bill-token", "/kiosks/k1/bill-token", ""}, {"DELETE", "/kiosks/{kiosk}/bill-token", "/kiosks/k1/bill-token", ""},
		{"POST", "/webhooks", "/webhooks", `{"url":"https://erp.example.com/kiosk","types":["payment.approved"]}`}, {"GET", "/webhooks", "/webhooks", ""},
		{"POST", "/webhooks/{id}/rotate", "/webhooks/" + hook.ID + "/rotate", ""}, {"POST", "/webhooks/{id}/test", "/webhooks/" + hook.ID + "/test", ""},
		{"GET", "/webhooks/{id}/deliveries", "/webhooks/" + hook.ID + "/deliveries", ""}, {"POST", "/webhooks/{id}/deliveries/{event}/again", "/webhooks/" + hook.ID + "/deliveries/" + event + "/again", ""},
		{"POST", "/webhooks/{id}", "/webhooks/" + hook.ID, `{"url":"https://erp.example.com/other","off":true}`}, {"DELETE", "/webhooks/{id}", "/webhooks/" + hook.ID, ""},
		{"POST", "/users", "/users", `{"name":"lee","role":"viewer"}`}, {"GET", "/users", "/users", ""}, {"POST", "/users/{name}", "/users/lee", `{"role":"operator","disabled":true}`}, {"POST", "/users/{name}/link", "/users/lee/link", ""},
		{"POST", "/tokens", "/tokens", `{"name":"till","scopes":["read"],"days":9}`}, {"GET", "/tokens", "/tokens", ""}, {"GET", "/audit", "/audit?limit=2", ""},
		{"DELETE", "/tokens/{id}", "/tokens/" + m.tokenID(), ""},
	} {
		called[step.method+" "+step.route] = true
		resp := m.asks(step.method, step.path, strings.Replace(step.body, "ORDER", m.orderID(), 1))
		text, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Errorf("%s %s: %s %s, %v", step.method, step.path, resp.Status, text, err)
			continue
		}
		name := strings.ReplaceAll(strings.ReplaceAll(step.route, "~", "~0"), "/", "~1")
		schema, err := c.Compile("urn:api#/paths/" + name + "/" + strings.ToLower(step.method) + "/responses/200/content/application~1json/schema")
		if err != nil {
			t.Fatal(err)
		}
		answer, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err == nil {
			err = schema.Validate(answer)
		}
		if err != nil {
			t.Errorf("%s %s: %v\n%s", step.method, step.path, err, text)
		}
	}
	for _, r := range routes {
		if !called[r.method+" "+r.path] {
			t.Errorf("nobody has called %s %s", r.method, r.path)
		}
	}
}

// webhook adds one, and an event for it.
func (m *machine) webhook() (webhook.Endpoint, string) {
	m.Helper()
	hook, _, err1 := m.desk.Webhooks.Add(m.Context(), webhook.Endpoint{URL: "https://erp.example.com/"})
	event, err2 := m.desk.Webhooks.Test(m.Context(), hook.ID, "kim")
	if err := errors.Join(err1, err2); err != nil {
		m.Fatal(err)
	}
	return hook, event
}

// alarm returns the id of the alarm that is furnished.
func (m *machine) alarm() string { return silence.AlarmID() }

var silence = hq.Trouble{Kiosk: "k2", Reason: hq.AlarmSilent, Detail: "nothing was heard since noon"}

func (m *machine) tokenID() string {
	m.Helper()
	all, err := m.desk.People.Tokens(m.Context())
	if err != nil || len(all) != 1 {
		m.Fatalf("%v, %v", all, err)
	}
	return all[0].ID
}

// TestScopes: a token opens what it is for, and nothing else; without one nothing
// opens.
func TestScopes(t *testing.T) {
	t.Parallel()
	for _, scope := range people.Scopes {
		m := open(t, scope)
		for _, r := range routes {
			path := strings.NewReplacer("{kiosk}", "k9", "{key}", "x", "{version}", "99", "{name}", "nobody", "{id}", "x", "{event}", "x", "{provider}", "x", "{day}", "x").Replace(r.path)
			resp := m.asks(r.method, path, "")
			if forbidden := resp.StatusCode == http.StatusForbidden; forbidden != (r.scope != scope) {
				t.Errorf("with %q, %s %s: %s", scope, r.method, path, resp.Status)
			}
		}
		m.token = "kioskhq_wrong"
		if resp := m.asks("GET", "/payments", ""); resp.StatusCode != http.StatusUnauthorized || resp.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("a wrong token: %s", resp.Status)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	m := open(t, people.Scopes...)
	for what, c := range map[string]struct {
		method, path, body string
		headers            []string
		want               int
		says               string
	}{
		"no such path":      {"GET", "/secrets", "", nil, 404, "hq-api.yaml"},
		"no such kiosk":     {"GET", "/kiosks/k9", "", nil, 404, "k9"},
		"a broken body":     {"POST", "/codes", `{"kiosk":`, nil, 400, "not as wanted"},
		"an unknown field":  {"POST", "/codes", `{"kiosk":"k1","force":true}`, nil, 400, "force"},
		"two bodies":        {"POST", "/codes", `{"kiosk":"k1"}{}`, nil, 400, "goes on"},
		"not JSON":          {"POST", "/codes", `kiosk=k1`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 400, "send JSON"},
		"a large body":      {"POST", "/settings", `{"sig":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413, "too large"},
		"a wrong signature": {"POST", "/settings", strings.Replace(m.signed(1), `"sig":"`, `"sig":"A`, 1), nil, 400, "signature"},
		"another site":      {"POST", "/codes", `{"kiosk":"k1"}`, []string{"Sec-Fetch-Site", "cross-site"}, 403, "cross-origin"},
		"a bad limit":       {"GET", "/audit?limit=0", "", nil, 400, "limit"},
		"a bad cursor":      {"GET", "/payments?after=x", "", nil, 400, "not a place"},
		"a bad time":        {"GET", "/payments?from=yesterday", "", nil, 400, "2026-01-05"},
		"too many steps":    {"GET", "/totals?from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z&step_s=60", "", nil, 400, "steps"},
		"no end":            {"GET", "/totals?from=2026-01-01T00:00:00Z", "", nil, 400, "from and until"},
		"a code for ever":   {"POST", "/codes", `{"kiosk":"k1","within_s":99999999}`, nil, 400, "within_s"},
		"no such alarm":     {"POST", "/alarms/x/take", "", nil, 404, "alarm"},
		"no such state":     {"GET", "/alarms?state=loud", "", nil, 400, "settled"},
		"settled unseen":    {"POST", "/alarms/" + m.alarm() + "/settle", `{"note":"x","count":9}`, nil, 400, "look again"},
		"settled unsaid":    {"POST", "/alarms/" + m.alarm() + "/settle", `{"count":1}`, nil, 400, "found out"},
		"a bill of nothing": {"POST", "/bills", `{"kiosk":"k1","name":"x","amount":0}`, nil, 400, "charged"},
		"a bill's key":      {"POST", "/bills", `{"kiosk":"k1","paymentKey":"a b","name":"x","amount":5}`, nil, 400, "payment key"},
		"no such bill":      {"POST", "/bills/nothing/announce", "", nil, 404, "bill"},
		"a plain webhook":   {"POST", "/webhooks", `{"url":"http://erp.example.com/"}`, nil, 400, "https://"},
		"a named webhook":   {"POST", "/webhooks", `{"url":"https://kim:secret@erp.example.com/"}`, nil, 400, "leave name"},
		"no address":        {"POST", "/webhooks", `{"url":"erp"}`, nil, 400, "address"},
		"no such type":      {"POST", "/webhooks", `{"url":"https://erp.example.com/","types":["all"]}`, nil, 400, "payment.approved"},
		"no such webhook":   {"POST", "/webhooks/x/test", "", nil, 404, "webhook"},
		"no such delivery":  {"GET", "/webhooks/x/deliveries", "", nil, 404, "webhook"},
		"a bad version":     {"GET", "/settings/x", "", nil, 400, "not a number"},
	} {
		resp := m.asks(c.method, c.path, c.body, c.headers...)
		text, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != c.want || !strings.Contains(string(text), c.says) {
			t.Errorf("%s: %s %s, %v, want %d and %q", what, resp.Status, text, err, c.want, c.says)
		}
	}
}

func TestUnchangedIsShort(t *testing.T) {
	t.Parallel()
	m := open(t, people.Read)
	first := m.asks("GET", "/payments", "")
	tag := first.Header.Get("Etag")
	again := m.asks("GET", "/payments", "", "If-None-Match", tag)
	if body, err := io.ReadAll(again.Body); tag == "" || again.StatusCode != http.StatusNotModified || len(body) != 0 || err != nil {
		t.Errorf("%q: %s %s, %v", tag, again.Status, body, err)
	}
	if other := m.asks("GET", "/payments?limit=1", "", "If-None-Match", tag); other.StatusCode != http.StatusOK {
		t.Errorf("another answer: %s", other.Status)
	}
}

// TestListsGoOn: every page of every list together is the whole list, once.
func TestListsGoOn(t *testing.T) {
	t.Parallel()
	m := open(t, people.Scopes...)
	for range 4 {
		if resp := m.asks("POST", "/codes", `{"kiosk":"k1"}`); resp.StatusCode != 200 {
			t.Fatal(resp.Status)
		}
	}
	for path, want := range map[string]int{"/kiosks": 2, "/payments": 3, "/audit": 4} {
		seen, after := 0, ""
		for range want + 1 {
			var page struct {
				Kiosks, Payments, Entries []json.RawMessage
				Next                      string
			}
			if err := json.NewDecoder(m.asks("GET", path+"?limit=1&after="+after, "").Body).Decode(&page); err != nil {
				t.Fatal(err)
			}
			seen += len(page.Kiosks) + len(page.Payments) + len(page.Entries)
			if after = page.Next; after == "" {
				break
			}
		}
		if seen != want || after != "" {
			t.Errorf("%s: %d in all, want %d; next %q", path, seen, want, after)
		}
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	m := open(t, people.Read)
	resp := m.asks("GET", "/payments?format=csv&status=approved", "")
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.Header.Get("Content-Type") != "text/csv; charset=utf-8" || strings.Count(string(text), "\n") != 3 || !strings.Contains(string(text), "941009******1234") {
		t.Errorf("%s %s, %v", resp.Header.Get("Content-Type"), text, err)
	}
}
