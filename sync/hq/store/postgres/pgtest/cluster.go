// Package pgtest runs a PostgreSQL server of its own for tests and benchmarks:
// in a temporary folder, on a Unix socket, without a port, gone when it is
// closed or the program that started it dies. It needs PostgreSQL's programs on
// this machine (`make setup` installs them) and nothing else: no service, no
// rights, no network.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options say how the server runs.
type Options struct {
	// Durable has commits wait for the disk, as in earnest. Tests leave it out: they
	// pull no plugs.
	Durable bool

	// Settings are more lines of postgresql.conf, as in "shared_buffers=256MB".
	Settings []string
}

// Cluster is a running server.
type Cluster struct {
	dir    string
	server *exec.Cmd
	made   atomic.Int64 // databases
	stop   func() error
}

// ErrMissing means that this machine has no PostgreSQL.
var ErrMissing = errors.New("PostgreSQL's programs are not on this machine; run make setup, or install postgresql-15")

// startWithin bounds how long a server may take to let the first one in.
const startWithin = 60 * time.Second

// Start makes a cluster and starts its server.
func Start(o Options) (*Cluster, error) {
	programs, err := find()
	if err != nil {
		return nil, err
	}
	user, err := servant()
	if err != nil {
		return nil, err
	}
	c := &Cluster{}
	c.stop = sync.OnceValue(c.end)
	if c.dir, err = os.MkdirTemp("", "pgtest-"); err != nil {
		return nil, fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	if err := c.start(programs, user, o); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *Cluster) start(programs string, user *servantUser, o Options) error {
	if err := user.own(c.dir); err != nil {
		return err
	}
	data := filepath.Join(c.dir, "data")
	initdb := user.command(filepath.Join(programs, "initdb"), "--pgdata", data, "--username", superuser, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
	initdb.Dir = c.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("make a cluster: %w\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(data, "pg_hba.conf"), []byte(doors), 0o600); err != nil {
		return fmt.Errorf("write who may come in: %w", err)
	}
	return c.serve(user, filepath.Join(programs, "postgres"), data, o)
}

// Guest is the name of a user who would need a password, for tests that make one.
const Guest = "guest"

// doors lets everybody in without a password who can reach the socket, but for the
// guest.
const doors = "local all " + Guest + " scram-sha-256\nlocal all all trust\n"

// superuser may do everything in the cluster, and needs no password.
const superuser = "postgres"

func (c *Cluster) serve(user *servantUser, program, data string, o Options) error {
	settings := []string{"listen_addresses=", "unix_socket_directories=" + c.dir, "max_connections=300", "logging_collector=off"}
	if !o.Durable {
		settings = append(settings, "fsync=off", "full_page_writes=off", "synchronous_commit=off")
	}
	args := []string{"-D", data}
	for _, s := range slices.Concat(settings, o.Settings) {
		args = append(args, "-c", s)
	}
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return fmt.Errorf("make PostgreSQL's log: %w", err)
	}
	defer func() { _ = log.Close() }() // the server has it too
	server := user.command(program, args...)
	server.Dir, server.Stdout, server.Stderr = c.dir, log, log
	dieWithUs(server)
	if err := server.Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	c.server = server
	return c.await()
}

// await returns when the server lets somebody in.
func (c *Cluster) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	for {
		err := c.Exec(ctx, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(c.dir, "log")) // if it cannot be read, the rest has to do
			return fmt.Errorf("PostgreSQL does not let us in: %w\n%s", err, log)
		}
	}
}

// Address returns the address of a database in the cluster, for whoever may do
// everything there. More parameters are added to it, as in "pool_max_conns=4".
func (c *Cluster) Address(database string, parameters ...string) string {
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + database}
	q := url.Values{"host": {c.dir}}
	u.RawQuery = q.Encode()
	for _, p := range parameters {
		u.RawQuery += "&" + p
	}
	return u.String()
}

// Database makes a database and returns its address: an empty one, or a copy of
// another that nobody uses.
func (c *Cluster) Database(ctx context.Context, template string) (string, error) {
	if template == "" {
		template = "template0"
	}
	name := "t" + strconv.FormatInt(c.made.Add(1), 10)
	err := c.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" TEMPLATE "+pgx.Identifier{template}.Sanitize())
	if err != nil {
		return "", fmt.Errorf("make a database: %w", err)
	}
	return c.Address(name), nil
}

// Exec runs a statement as the one who may do everything.
func (c *Cluster) Exec(ctx context.Context, sql string) (err error) {
	conn, err := pgx.Connect(ctx, c.Address("postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

// Pid returns the number of the server's first process, whose children do the
// work.
func (c *Cluster) Pid() int { return c.server.Process.Pid }

// Close ends the server and removes its folder. It may be called twice.
func (c *Cluster) Close() error { return c.stop() }

func (c *Cluster) end() error {
	if c.server != nil {
		_ = c.server.Process.Signal(atOnce) // fails when it has ended, which Wait tells
		_ = c.server.Wait()                 // it was told to end without tidying up, and says so
	}
	return os.RemoveAll(c.dir)
}
