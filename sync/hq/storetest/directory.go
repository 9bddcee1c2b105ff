package storetest

import (
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func key(kiosk, name string) hq.Key {
	return hq.Key{Kiosk: kiosk, Name: name, Public: []byte(name), Added: noon}
}

func testEnrol(t *testing.T, s hq.Store) {
	must(t, s.AddCode(t.Context(), hq.Code{Hash: "h1", Kiosk: "k1", Expires: noon.Add(time.Hour)}))
	must(t, s.AddCode(t.Context(), hq.Code{Hash: "old", Kiosk: "k2", Expires: noon}))
	for _, hash := range []string{"wrong", "old", ""} {
		if _, err := s.Enrol(t.Context(), hash, key("", "a")); !errors.Is(err, hq.ErrCode) {
			t.Errorf("code %q: %v", hash, err)
		}
	}
	if kiosk, err := s.Enrol(t.Context(), "h1", key("somebody else", "a")); kiosk != "k1" || err != nil {
		t.Errorf("enrolled as %q, %v", kiosk, err)
	}
	if _, err := s.Enrol(t.Context(), "h1", key("", "b")); !errors.Is(err, hq.ErrCode) {
		t.Errorf("a used code: %v", err)
	}
	second := key("k1", "b")
	second.Replaces = "a"
	must(t, s.AddKey(t.Context(), second))
	if err := s.AddKey(t.Context(), key("k2", "b")); !errors.Is(err, hq.ErrExists) {
		t.Errorf("the same key twice: %v", err)
	}
	must(t, s.Revoke(t.Context(), "k1", "a", "stolen", noon.Add(time.Minute)))
	if err := s.Revoke(t.Context(), "k2", "a", "", noon); !errors.Is(err, hq.ErrNotFound) {
		t.Errorf("another's key: %v", err)
	}
	want := []hq.Key{key("k1", "a"), second}
	want[0].Revoked, want[0].Reason = noon.Add(time.Minute), "stolen"
	got, err := s.Keys(t.Context(), "k1")
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

// testEnrolOnce: of many who come with one code, one gets in.
func testEnrolOnce(t *testing.T, s hq.Store) {
	must(t, s.AddCode(t.Context(), hq.Code{Hash: "h1", Kiosk: "k1", Expires: noon.Add(time.Hour)}))
	var in atomic.Int64
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			_, err := s.Enrol(t.Context(), "h1", key("", string(rune('a'+i))))
			if err == nil {
				in.Add(1)
			} else if !errors.Is(err, hq.ErrCode) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if in.Load() != 1 {
		t.Errorf("%d got in", in.Load())
	}
}

func document(version uint64, kiosks ...string) hq.Settings {
	return hq.Settings{Settings: wire.Settings{Version: version, Key: "k", Signature: "s", Document: []byte(`{"a": 1}`)}, For: kiosks, Added: noon}
}

func testSettings(t *testing.T, s hq.Store) {
	if _, err := s.NewestSettings(t.Context(), "k1"); !errors.Is(err, hq.ErrNotFound) {
		t.Errorf("no settings: %v", err)
	}
	for _, d := range []hq.Settings{document(2, "*"), document(5, "k1", "k2"), document(4, "k1"), document(7, "k2")} {
		must(t, s.PutSettings(t.Context(), d))
	}
	if err := s.PutSettings(t.Context(), document(5, "k3")); !errors.Is(err, hq.ErrExists) {
		t.Errorf("a version twice: %v", err)
	}
	for kiosk, want := range map[string]hq.Settings{"k1": document(5, "k1", "k2"), "k2": document(7, "k2"), "k3": document(2, "*")} {
		got, err := s.NewestSettings(t.Context(), kiosk)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", kiosk, err, diff)
		}
	}
}

func testSettingsNotes(t *testing.T, s hq.Store) {
	result := func(version uint64, state string) wire.SettingsResult {
		return wire.SettingsResult{Version: version, Hash: wire.Hash([]byte{byte(version)}), State: state, Reason: "because"}
	}
	must(t, s.NoteSettings(t.Context(), "k1", result(5, wire.SettingsApplied), noon))
	must(t, s.NoteSettings(t.Context(), "k1", result(4, wire.SettingsRefused), noon))
	must(t, s.NoteSettings(t.Context(), "k2", result(5, wire.SettingsRefused), noon))
	must(t, s.NoteSettings(t.Context(), "k1", result(5, wire.SettingsHealthy), noon.Add(time.Minute)))
	got, err := s.SettingsAt(t.Context(), "k1")
	want := []hq.SettingsNote{{SettingsResult: result(5, wire.SettingsHealthy), At: noon.Add(time.Minute)}, {SettingsResult: result(4, wire.SettingsRefused), At: noon}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func testCommands(t *testing.T, s hq.Store) {
	command := func(id string) wire.Command {
		return wire.Command{ID: id, Name: wire.CommandLock, Args: json.RawMessage(`{"why":"night"}`), Expires: noon.Add(time.Hour)}
	}
	for _, id := range []string{"1", "2", "3"} {
		must(t, s.PutCommand(t.Context(), "k1", command(id), noon))
	}
	must(t, s.PutCommand(t.Context(), "k2", command("1"), noon))
	if err := s.PutCommand(t.Context(), "k1", command("2"), noon); !errors.Is(err, hq.ErrExists) {
		t.Errorf("an id twice: %v", err)
	}
	must(t, s.NoteCommand(t.Context(), "k1", wire.CommandResult{ID: "2", State: wire.CommandRunning}, noon))
	must(t, s.NoteCommand(t.Context(), "k1", wire.CommandResult{ID: "2", State: wire.CommandDone, Output: json.RawMessage(`{"ok":true}`)}, noon.Add(time.Second)))
	if err := s.NoteCommand(t.Context(), "k2", wire.CommandResult{ID: "2"}, noon); !errors.Is(err, hq.ErrNotFound) {
		t.Errorf("a result of nothing: %v", err)
	}
	want := []hq.CommandNote{
		{Command: command("3"), Added: noon},
		{Command: command("2"), Added: noon, State: wire.CommandDone, Output: json.RawMessage(`{"ok":true}`), At: noon.Add(time.Second)},
	}
	got, err := s.Commands(t.Context(), "k1", 2)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if !got[0].Open(noon) || got[0].Open(noon.Add(time.Hour)) || got[1].Open(noon) {
		t.Error("open: want the command that nobody answered, until it expires")
	}
}

// testGive: the life of the kiosk in which a command was first given stays, whoever comes
// later, and whatever becomes of the command.
func testGive(t *testing.T, s hq.Store) {
	must(t, s.PutCommand(t.Context(), "k1", wire.Command{ID: "1", Name: wire.CommandRequestPayment, Expires: noon.Add(time.Hour)}, noon))
	if _, err := s.GiveCommand(t.Context(), "k2", "1", "e1"); !errors.Is(err, hq.ErrNotFound) {
		t.Errorf("another kiosk's command: %v", err)
	}
	given := func(want string) {
		t.Helper()
		all, err := s.Commands(t.Context(), "k1", 1)
		if err != nil || len(all) != 1 || all[0].Given != want {
			t.Errorf("%v, %+v: want it given to %q", err, all, want)
		}
	}
	given("")
	for _, epoch := range []string{"e1", "e1", "e2"} {
		if first, err := s.GiveCommand(t.Context(), "k1", "1", epoch); first != "e1" || err != nil {
			t.Errorf("%s: first given to %q, %v", epoch, first, err)
		}
	}
	must(t, s.NoteCommand(t.Context(), "k1", wire.CommandResult{ID: "1", State: wire.CommandDone}, noon))
	given("e1")
}
