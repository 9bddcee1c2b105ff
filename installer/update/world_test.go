package update

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// world is a kiosk with an installed program, and what publishes new ones.
type world struct {
	t      *testing.T
	data   string // the data folder
	key    ed25519.PrivateKey
	web    map[string]string // programs by name
	cutAt  int               // bytes after which each answer breaks off; 0 for never
	served int               // bytes
	told   []string          // steps, as "1.1.0 healthy"
	free   uint64

	// unwell says how a running version is after so long; nil means well.
	unwell func(version string, after time.Duration) error

	// dies is after how long a version panics; 0 for never.
	dies map[string]time.Duration
}

const installed = "1.0.0"

func newWorld(t *testing.T) *world {
	t.Helper()
	return &world{
		t: t, data: t.TempDir(), key: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), web: map[string]string{}, free: 10 << 30,
		unwell: func(string, time.Duration) error { return nil }, dies: map[string]time.Duration{},
	}
}

// programOf is what a version's program is, as far as these tests look at it.
func programOf(version string) string {
	return "program of " + version + "\n" + strings.Repeat(version+" ", 3000)
}

// publish offers a version, changed by change.
func (w *world) publish(version string, change func(*Manifest)) Offer {
	w.t.Helper()
	text := programOf(version)
	w.web["kioskd-"+version] = text
	sum := sha256.Sum256([]byte(text))
	m := Manifest{Version: version, Files: map[string]File{"linux/amd64": {URL: "kioskd-" + version, Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:])}}}
	if change != nil {
		change(&m)
	}
	line, err := json.Marshal(m)
	if err != nil {
		w.t.Fatal(err)
	}
	return Offer{Manifest: line, Signature: w.sign(line)}
}

func (w *world) sign(text []byte) string {
	return base64.RawURLEncoding.EncodeToString(ed25519.Sign(w.key, text))
}

func (w *world) verify(text []byte, signature string) error {
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !ed25519.Verify(w.key.Public().(ed25519.PublicKey), text, raw) {
		return errors.New("wrong signature")
	}
	return nil
}

// RoundTrip serves programs, with ranges, and breaks off where told.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	name := strings.TrimPrefix(r.URL.Path, "/updates/")
	text, ok := w.web[name]
	if !ok {
		return &http.Response{StatusCode: 404, Status: "404 Not Found", Body: http.NoBody, Header: http.Header{}}, nil
	}
	rec := httptest.NewRecorder()
	http.ServeContent(rec, r, name, time.Time{}, strings.NewReader(text))
	answer := rec.Result()
	var body io.Reader = answer.Body
	if w.cutAt > 0 {
		body = io.MultiReader(io.LimitReader(body, int64(w.cutAt)), broken{})
	}
	answer.Body = io.NopCloser(&counter{r: body, tell: func(int64) {}})
	w.served++
	return answer, nil
}

// broken is a line that has been cut.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func (w *world) folder(d Disk) *Folder {
	return &Folder{root: filepath.Join(w.data, "updates"), disk: d}
}

// versions names what is kept beside the installed program.
func (w *world) versions() []string {
	w.t.Helper()
	names, err := osDisk{}.Names(filepath.Join(w.data, "updates", "versions"))
	if err != nil {
		w.t.Fatal(err)
	}
	return names
}

// disk is the kiosk's, whose power goes after so many changes; -1 for never.
func (w *world) disk(left int, seed uint64) *power {
	w.t.Helper()
	d, err := newPower(w.data, left, seed)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// errPanicked ends a run as a panic does.
var errPanicked = errors.New("panic")

// updater is that of the program that was picked.
func (w *world) updater(d *power, c Choice, restart func()) *Updater {
	begun := time.Now()
	u, err := Open(Options{
		Folder: w.folder(d), Running: c.Version, Installed: installed, Platform: "linux/amd64", Kiosk: "kiosk-1",
		Verify: w.verify, Base: "http://hq.example/updates/", Client: &http.Client{Transport: w},
		Idle:    func(ctx context.Context, do func(context.Context) error) error { return do(ctx) },
		Restart: func() { restart() }, Tell: func(s Step) { w.told = append(w.told, s.Version+" "+s.State) },
		Free:  func(string) (uint64, error) { return w.free, nil },
		Parts: []Part{{Name: "pad", Grace: time.Minute, Healthy: func(context.Context) error { return w.unwell(c.Version, time.Since(begun)) }}},
		Log:   slog.New(slog.DiscardHandler),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

// run is one life of the program that was picked: it ends by itself when it wants
// to be started anew, dies, or has lived for so long.
func (w *world) run(d *power, c Choice, offers []Offer, life time.Duration) error {
	ctx, stop := context.WithCancelCause(context.Background())
	u := w.updater(d, c, func() { stop(nil) })
	for _, o := range offers {
		u.Offer(o)
	}
	if after := w.dies[c.Version]; after > 0 {
		life = after
	}
	end := time.AfterFunc(life, func() {
		if w.dies[c.Version] > 0 {
			d.dead.Store(true)
			stop(errPanicked)
			return
		}
		stop(nil)
	})
	defer end.Stop()
	if err := u.Run(ctx); err != nil {
		return err
	}
	if cause := context.Cause(ctx); errors.Is(cause, errPanicked) {
		return cause
	}
	return nil
}

// boot picks a program, and holds that it is a whole one.
func (w *world) boot(d Disk) Choice {
	w.t.Helper()
	c, err := w.folder(d).Pick(installed, time.Now())
	if err != nil && !errors.Is(err, errPower) {
		w.t.Logf("picked %+v although: %v", c, err)
	}
	if c.Path == "" {
		if c.Version != installed {
			w.t.Fatalf("version %s has no program", c.Version)
		}
		return c
	}
	text, err := os.ReadFile(c.Path)
	if err != nil || string(text) != programOf(c.Version) {
		w.t.Fatalf("picked %s, which is no working program: %d bytes, %v", c.Version, len(text), err)
	}
	return c
}

// long is longer than an update may take to succeed or to give up.
const long = 6 * time.Hour

// lives boots and runs until the same version has lived for a long time, and
// returns it.
func (w *world) lives(offers ...Offer) string {
	w.t.Helper()
	for range 12 {
		d := w.disk(-1, 1)
		c := w.boot(d)
		begun := time.Now()
		_ = w.run(d, c, offers, long)
		if time.Since(begun) >= long {
			return c.Version
		}
	}
	w.t.Fatal("no version has lived")
	return ""
}

func (w *world) state() state {
	w.t.Helper()
	s, err := w.folder(osDisk{}).read()
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) heard() string { return fmt.Sprint(w.told) }
