package support

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/doctor"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/drivers"
	"kioskd/drivers/capture"
	"kioskd/installer"
)

// chatty is an agent that says every needle wherever it can.
type chatty struct{ err error }

func all() string { return strings.Join(written(needles["card"]), " , ") }

func (c chatty) Status(context.Context) (kioskapp.Status, error) {
	s := kioskapp.Status{Running: true, Kiosk: "k", Version: "test"}
	s.Pad.Reason, s.Queue.Error = all()+" "+needles["name"]+" "+needles["token"], needles["key"]+" tel "+needles["phone"]
	return s, c.err
}

func (c chatty) QueueStatus(context.Context) (kioskapp.Queue, error) {
	return kioskapp.Queue{Facts: 2, Error: needles["mail"]}, c.err
}

func (c chatty) QueueList(context.Context, uint64, int) ([]kioskapp.Entry, error) {
	body := json.RawMessage(fmt.Sprintf(`{"buyer":%q,"card":%q}`, needles["latin"], needles["card"]))
	return []kioskapp.Entry{{Seq: 1, Kind: "order", Key: "order-" + needles["phone"], Body: body}, {Seq: 2, Kind: "approved", Sum: 1000, Body: body}}, c.err
}

func (c chatty) QueueCheck(context.Context) error {
	return errors.New("fact 2 does not add up: " + needles["card"])
}

func (c chatty) PadTrace(context.Context, uint64) (kioskapp.PadTrace, error) {
	shown := func(s string) capture.Record {
		return capture.Record{Kind: capture.Heard, Piece: drivers.Piece{Shown: []byte(s)}}
	}
	return kioskapp.PadTrace{Driver: "smartro", Way: "tcp://x", Reel: capture.Reel{Records: []capture.Record{
		shown("\x02" + needles["card"] + "\x03"), shown("4539 5787 6362 1486"), shown("453957******1486 000000010004"),
		{Kind: capture.Ended, Note: "lost: " + needles["card kr"]},
	}}}, c.err
}

func (c chatty) Insight(context.Context) (kioskapp.Insight, error) {
	return kioskapp.Insight{Goroutines: 3, Stacks: "goroutine 1 [running]:\nmain.main()\n"}, c.err
}

// sick is a kiosk on which everything that should not be is everywhere.
func sick(t *testing.T, running Agent) Kiosk {
	t.Helper()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	c := config.Default()
	c.Data = filepath.Join(dir, "data")
	c.Staff.TokenFile, c.HQ.TokenFile = file("staff.token", needles["file"]+"\n"), file("hq.token", needles["token"])
	c.HQ.URL = "wss://kim:" + needles["pin"] + "@hq.example/sync?token=" + needles["token"]
	c.Pad.Settings = map[string]string{"password": needles["pin"], "receipt": needles["card"]}
	c.Store.Representative, c.Store.Phone, c.Kiosk.Serial = needles["latin"], needles["phone"], needles["card amx"]
	file("data/control.json", `{"address":"127.0.0.1:1","token":"`+needles["token"]+`"}`)
	file("data/queue.key", needles["key"])
	file("logs/kioskd.log", planted()+"with "+needles["file"]+"\n")
	file("logs/crash.log", planted())
	ask := func(context.Context) (kioskapp.Status, error) { return chatty{}.Status(t.Context()) }
	return Kiosk{
		Version: "test", Config: c, ConfigErr: errors.New("line 3: " + needles["card"]), Logs: filepath.Join(dir, "logs"),
		Env:     []string{"KIOSKD_PAD_PORT=" + needles["card"], "SECRET=" + needles["token"]},
		Patient: doctor.Patient{Config: c, Status: ask, ConfigErr: errors.New(needles["name"]), Machine: doctor.ThisMachine()},
		Running: running, Service: func() (installer.State, error) { return installer.State{Word: needles["mail"]}, nil },
	}
}

// TestMasked: nothing that was planted anywhere is in the bundle, nor in what HQ is
// told of it; and what a supporter needs is.
func TestMasked(t *testing.T) {
	t.Parallel()
	k := sick(t, chatty{})
	told, err := Keep(t.Context(), k)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := json.Marshal(told)
	if err != nil || len(answer) > 32<<10 {
		t.Fatalf("HQ would be told %d bytes: %v", len(answer), err)
	}
	look(t, "the answer to HQ", string(answer))
	text, err := os.ReadFile(told.File)
	if err != nil {
		t.Fatal(err)
	}
	files := search(t, text)
	for name, has := range map[string]string{
		"kioskd.log": "kioskd is ready", "crash.log": "app.go:12", "journal.json": `"approved": 1`, "pad-trace.txt": "kioskd capture 1", "configuration.json": "KIOSKD_PAD_PORT",
		"status.json": `"running": true`, "doctor.json": "findings", "stacks.txt": "goroutine 1", "machine.json": "disk_free", "files.txt": "kioskd.log", "version.json": "modules",
	} {
		if !strings.Contains(files[name], has) {
			t.Errorf("%s does not say %q: %.300s", name, has, files[name])
		}
	}
	manifestHolds(t, files)
}

// manifestHolds compares the manifest with what is in the zip.
func manifestHolds(t *testing.T, files map[string]string) {
	t.Helper()
	var m Manifest
	if err := json.Unmarshal([]byte(files[manifestName]), &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != len(parts) {
		t.Errorf("the manifest lists %d files, want %d", len(m.Files), len(parts))
	}
	for _, f := range m.Files {
		sum := sha256.Sum256([]byte(files[f.Name]))
		if len(files[f.Name]) != f.Bytes || f.Bytes > 0 && hex.EncodeToString(sum[:]) != f.SHA256 {
			t.Errorf("%s: the manifest says %d bytes, there are %d", f.Name, f.Bytes, len(files[f.Name]))
		}
		if f.Bytes == 0 && f.Error == "" && f.Name != "crash.log" {
			t.Errorf("%s is not there, and nobody says why", f.Name)
		}
	}
}

// TestNothingToBeHad: a kiosk of which nothing can be had has a bundle that says so.
func TestNothingToBeHad(t *testing.T) {
	t.Parallel()
	for name, running := range map[string]Agent{"at rest": nil, "agent broken": chatty{errors.New("gone away")}} {
		k := sick(t, running)
		k.Logs, k.Config.Data = filepath.Join(t.TempDir(), "none"), filepath.Join(t.TempDir(), "none")
		k.Patient, k.Service = doctor.Patient{ConfigErr: errors.New("x"), Machine: doctor.ThisMachine()}, nil
		k.Books = func() (Journal, io.Closer, error) { return nil, nil, errors.New("the journal is broken") }
		var out bytes.Buffer
		if _, err := Write(t.Context(), k, &out); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		manifestHolds(t, search(t, out.Bytes()))
	}
}

// TestPartBreaks: a part that panics costs itself.
func TestPartBreaks(t *testing.T) {
	t.Parallel()
	v := sick(t, nil).visit(t.Context())
	_, f := v.gather(t.Context(), part{name: "x", most: 10, limit: time.Second, write: func(*visit, context.Context, io.Writer) error { panic(needles["card"]) }})
	if !strings.Contains(f.Error, "it broke") || strings.Contains(f.Error, needles["card"]) {
		t.Errorf("%+v", f)
	}
}

// TestBounded: a bundle has a size that fits a mail, however much there is to tell.
func TestBounded(t *testing.T) {
	t.Parallel()
	sum := 0
	for _, p := range parts {
		sum += p.most
	}
	if sum > 6<<20 {
		t.Errorf("a bundle may be %d bytes", sum)
	}
	v := sick(t, nil).visit(t.Context())
	line := `{"time":"2026-11-22T01:02:04Z","level":"INFO","msg":"a line","version":"0.1.0"}` + "\n"
	for _, name := range []string{"kioskd.log", "kioskd.1.log"} {
		if err := os.WriteFile(filepath.Join(v.Logs, name), []byte(strings.Repeat(line, 100)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, most := range []int{50, 5000, 10_000, 100_000} {
		text, f := v.gather(t.Context(), part{"x", "", most, quick, func(v *visit, _ context.Context, w io.Writer) error {
			return v.tail(w, 12_000, "kioskd.1.log", "kioskd.log")
		}})
		if len(text) > min(most, 12_000) || f.Cut != (most < 12_000) || f.Error != "" || most > 12_000 && strings.Count(string(text), "a line") < 120 {
			t.Errorf("%d bytes of at most %d, %+v", len(text), most, f)
		}
	}
}

// TestKeptFew: only the newest stay, and a name that is taken is refused.
func TestKeptFew(t *testing.T) {
	t.Parallel()
	k := sick(t, chatty{})
	var last Kept
	for range kept + 2 {
		var err error
		if last, err = Keep(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	left, err := filepath.Glob(filepath.Join(k.Config.Data, Folder, "*"))
	if err != nil || len(left) != kept || left[kept-1] != last.File {
		t.Errorf("%v, the newest is %s: %v", left, last.File, err)
	}
	if info, err := os.Stat(last.File); err != nil || info.Mode().Perm() != 0o600 && os.PathSeparator == '/' {
		t.Errorf("%v %v", info, err)
	}
	if _, err := Make(t.Context(), k, last.File); err == nil || !strings.Contains(err.Error(), "another name") {
		t.Errorf("%v", err)
	}
}

// FuzzLogLine: whatever stands in a log, a card's number does not leave, and the line
// stays one.
func FuzzLogLine(f *testing.F) {
	f.Add([]byte(`{"msg":"x","err":"`), []byte(`"}`))
	f.Add([]byte("panic: "), []byte(""))
	f.Fuzz(func(t *testing.T, before, after []byte) {
		line := append(append(append([]byte{}, before...), needles["card"]...), after...)
		v := visit{sieve: Kiosk{}.visit(context.Background()).sieve}
		got := v.sieve.Text(logLine(bytes.ReplaceAll(line, []byte("\n"), []byte(" "))))
		if bytes.Contains(got, []byte(needles["card"])) || bytes.Contains(got, []byte("\n")) {
			t.Errorf("%q became %q", line, got)
		}
	})
}
