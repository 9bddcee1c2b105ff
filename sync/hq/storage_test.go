package hq_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// askStorage asks about the texts of web apps.
func (k *line) askStorage(ask wire.StorageAsk) *wire.Answer {
	k.t.Helper()
	body, err := json.Marshal(ask)
	if err != nil {
		k.t.Fatal(err)
	}
	k.say(&wire.Ask{ID: "1", Name: wire.AskStorage, Body: body, Within: 10_000})
	return expect[*wire.Answer](k)
}

// texts returns all that an app keeps, page by page.
func (k *line) texts(app string) map[string]string {
	k.t.Helper()
	all, after := map[string]string{}, ""
	for pages := 0; ; pages++ {
		page, err := wire.ParseStorage(k.askStorage(wire.StorageAsk{Do: wire.StorageList, App: app, After: after}).Body, after)
		if err != nil || pages > 100 {
			k.t.Fatal(pages, err)
		}
		for _, t := range page.Texts {
			all[t.Key], after = t.Value, t.Key
		}
		if !page.More {
			return all
		}
	}
}

// TestStorage: what web apps keep is there for the same kiosk and the same app, also
// when it comes with a new journal, and for nobody else.
func TestStorage(t *testing.T) {
	t.Parallel()
	l := open(t)
	k := l.enter("k1", wiretest.New("e1"))
	expect[*wire.Welcome](k)
	if got := k.texts("menu"); len(got) != 0 {
		t.Errorf("at first %v", got)
	}
	want := map[string]string{}
	for n := range 60 {
		key, value := fmt.Sprintf("key-%02d", n), strings.Repeat("한", 1000)
		want[key] = value
		if a := k.askStorage(wire.StorageAsk{Do: wire.StoragePut, App: "menu", Key: key, Value: &value}); a.Error != "" {
			t.Fatalf("%+v", a)
		}
	}
	k.askStorage(wire.StorageAsk{Do: wire.StoragePut, App: "menu", Key: "key-07"})
	delete(want, "key-07")
	if got := k.texts("menu"); !maps.Equal(got, want) {
		t.Errorf("%d texts, want %d", len(got), len(want))
	}
	for _, bad := range []wire.StorageAsk{{Do: "burn", App: "menu"}, {Do: wire.StoragePut, App: "menu"}, {Do: wire.StorageList, App: "../k2"}} {
		if a := k.askStorage(bad); a.Error != "bad-question" || a.Reason == "" {
			t.Errorf("%+v: %+v", bad, a)
		}
	}
	other := l.enter("k2", wiretest.New("e2"))
	expect[*wire.Welcome](other)
	if a, b := other.texts("menu"), k.texts("other"); len(a)+len(b) != 0 {
		t.Errorf("another kiosk reads %d, another app %d", len(a), len(b))
	}
	anew := l.enter("k1", wiretest.New("e9"))
	expect[*wire.Welcome](anew)
	if got := anew.texts("menu"); !maps.Equal(got, want) {
		t.Errorf("after a new start %d texts, want %d", len(got), len(want))
	}
}

// TestStorageQuota: a kiosk keeps so much and no more, and can still forget.
func TestStorageQuota(t *testing.T) {
	t.Parallel()
	l := open(t)
	k := l.enter("k1", wiretest.New("e1"))
	expect[*wire.Welcome](k)
	value := strings.Repeat("x", 48_000)
	kept := hq.Drawer[map[string]map[string]string]{Office: l.store, Kind: "storage"}
	menu := map[string]string{}
	for n := range 19 {
		menu[fmt.Sprint("key-", n)] = value
	}
	if err := kept.Add(t.Context(), "k1", map[string]map[string]string{"menu": menu}); err != nil {
		t.Fatal(err)
	}
	refusedAt := ""
	for n := 19; refusedAt == "" && n < 30; n++ {
		key := fmt.Sprint("key-", n)
		if a := k.askStorage(wire.StorageAsk{Do: wire.StoragePut, App: "menu", Key: key, Value: &value}); a.Error == "quota" {
			refusedAt = key
		} else if a.Error != "" {
			t.Fatalf("%+v", a)
		}
	}
	if got, err := kept.Get(t.Context(), "k1"); refusedAt != "key-20" || len(got.Value["menu"]) != 20 || err != nil {
		t.Errorf("refused at %q with %d texts, %v", refusedAt, len(got.Value["menu"]), err)
	}
	if a := k.askStorage(wire.StorageAsk{Do: wire.StoragePut, App: "menu", Key: "key-3"}); a.Error != "" {
		t.Errorf("forgetting: %+v", a)
	}
}

// TestStorageByToken: a web app's own server reads its texts with the app's token,
// and nobody else's.
func TestStorageByToken(t *testing.T) {
	t.Parallel()
	l := open(t)
	k := l.enter("k1", wiretest.New("e1"))
	expect[*wire.Welcome](k)
	value := "12"
	k.askStorage(wire.StorageAsk{Do: wire.StoragePut, App: "menu", Key: "table", Value: &value})
	for app, want := range map[string]string{"menu": `{"table":"12"}`, "other": `{}`} {
		token, err := wire.ParseWebToken(k.askToken(app).Body)
		if err != nil {
			t.Fatal(err)
		}
		if code, body := l.myStorage("Bearer " + token.Token); code != 200 || body != want {
			t.Errorf("%s: %d %s", app, code, body)
		}
	}
	if code, body := l.myStorage(""); code != http.StatusUnauthorized {
		t.Errorf("without a token: %d %s", code, body)
	}
}

func (l *hall) myStorage(authorization string) (int, string) {
	r := httptest.NewRequest(http.MethodGet, "/api/v1/me/storage", nil)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	l.h.ServeHTTP(w, r)
	return w.Code, strings.TrimSpace(w.Body.String())
}
