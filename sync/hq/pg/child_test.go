package pg_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/all"
	"kioskd/sync/hq/pg/config"
	"kioskd/sync/hq/store/sqlite"
	"kioskd/sync/wire"
)

// The variables that make this test program an HQ of its own, which dies at the nth
// point at which it stores something or speaks to a provider.
const (
	childVariable = "KIOSKHQ_TEST_CHILD" // its file of providers
	storeVariable = "KIOSKHQ_TEST_STORE"
	dieVariable   = "KIOSKHQ_TEST_DIE_AT"
)

// fuse kills this process, as kill -9 does, at its nth point.
type fuse struct{ left atomic.Int64 }

func (f *fuse) point() {
	if f.left.Add(-1) == 0 {
		kill()
	}
}

// fusedStore has a point before and after each step is stored.
type fusedStore struct {
	*sqlite.Store
	fuse *fuse
}

func (s fusedStore) BeginAttempt(ctx context.Context, a pg.Attempt) (pg.Attempt, bool, error) {
	s.fuse.point()
	defer s.fuse.point()
	return s.Store.BeginAttempt(ctx, a)
}

func (s fusedStore) SaveAttempt(ctx context.Context, a pg.Attempt) (pg.Attempt, error) {
	s.fuse.point()
	defer s.fuse.point()
	return s.Store.SaveAttempt(ctx, a)
}

// fusedBox has a point before and after a provider of HQ's own keeps something.
type fusedBox struct {
	pg.Box
	fuse *fuse
}

func (b fusedBox) Put(ctx context.Context, name string, body []byte, version uint64) error {
	b.fuse.point()
	defer b.fuse.point()
	return b.Box.Put(ctx, name, body, version)
}

// fusedTransport has a point before a call and after its answer.
type fusedTransport struct{ fuse *fuse }

func (t fusedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.fuse.point()
	defer t.fuse.point()
	return http.DefaultTransport.RoundTrip(r)
}

// beChild serves payments by phone until it is killed. It prints its address.
func beChild() error {
	f := &fuse{}
	if n, err := strconv.Atoi(os.Getenv(dieVariable)); err == nil {
		f.left.Store(int64(n))
	}
	store, err := sqlite.Open(context.Background(), os.Getenv(storeVariable))
	if err != nil {
		return err
	}
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	base := "http://" + listen.Addr().String()
	file, err := config.Parse([]byte(os.Getenv(childVariable)), base)
	if err != nil {
		return err
	}
	providers, err := file.Open(all.Kinds(), &http.Client{Transport: fusedTransport{f}}, func(kind string) pg.Box {
		return fusedBox{pg.OfficeBox{Office: store, Kind: kind}, f}
	})
	if err != nil {
		return err
	}
	flow, err := pg.New(pg.Options{Store: fusedStore{store, f}, Providers: providers, Base: base, Test: true, Call: 5 * time.Second, Alone: true,
		Purposes: map[string]pg.Purpose{pg.PurposeOrder: {}}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	go func() { _ = flow.Run(context.Background()) }() // until it is killed
	mux := http.NewServeMux()
	mux.Handle("/", flow)
	mux.HandleFunc("POST /ask", func(w http.ResponseWriter, r *http.Request) { answerChild(flow, w, r) })
	fmt.Println(base)
	return http.Serve(listen, mux)
}

// answerChild is the kiosk's line.
func answerChild(flow *pg.Flow, w http.ResponseWriter, r *http.Request) {
	var ask wire.OnlineAsk
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer, err := flow.Online(context.WithoutCancel(r.Context()), "kiosk-1", ask)
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// child is an HQ in a process of its own.
type child struct {
	cmd  *exec.Cmd
	base string
	dead chan struct{}
}

const childWithin = time.Minute // a child that outlives its test is ended

func startChild(t *testing.T, file, store string, dieAt int) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), childWithin)
	c := &child{cmd: exec.CommandContext(ctx, self), dead: make(chan struct{})}
	c.cmd.Env = append(os.Environ(), childVariable+"="+file, storeVariable+"="+store, dieVariable+"="+strconv.Itoa(dieAt))
	c.cmd.Stderr = os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the child did not begin: %v", err)
	}
	c.base = strings.TrimSpace(line)
	go func() {
		defer close(c.dead)
		defer cancel()
		_ = c.cmd.Wait() // it was killed
	}()
	t.Cleanup(c.kill)
	return c
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill() // it may have died by itself
	<-c.dead
}

// died reports whether the child dies within a moment.
func (c *child) died() bool {
	select {
	case <-c.dead:
		return true
	default:
		return false
	}
}
