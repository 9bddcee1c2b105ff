package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Failure is why the database cannot be used, with the next step for whoever runs
// HQ. Its text names the server and never a password.
type Failure struct {
	Server string // user, host and database
	Next   string
	Err    error
}

func (f *Failure) Error() string {
	return fmt.Sprintf("use PostgreSQL (%s): %v; %s", f.Server, f.Err, f.Next)
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// explain adds where and what next to an error of connecting or migrating.
func explain(config *pgxpool.Config, err error) error {
	c := config.ConnConfig
	server := fmt.Sprintf("user %s, database %s, host %s port %d", c.User, c.Database, c.Host, c.Port)
	return &Failure{Server: server, Next: nextStep(c.User, c.Database, err), Err: brief(err)}
}

// nextSteps say what to do about what a server answers, by its code: %[1]s is the
// user, %[2]s the database.
var nextSteps = map[string]string{
	"28P01": "the password of user %[1]s is wrong: give the right one in the address, in ~/.pgpass or in PGPASSWORD",
	"28000": "the server lets user %[1]s not in from here: see its pg_hba.conf, or make the user with: createuser --pwprompt %[1]s",
	"3D000": "make the database with: createdb --owner %[1]s %[2]s",
	"42501": "user %[1]s may not do this: let the owner of the database run: ALTER DATABASE %[2]s OWNER TO %[1]s",
	"53300": "the server has no connection left: raise max_connections there, or add ?pool_max_conns=6 to the address",
	"57P03": "the server is starting or stopping; try again in a minute",
	"25006": "this server only reads: name the primary, not a replica",
}

func nextStep(user, database string, err error) string {
	var said *pgconn.PgError
	var network *net.OpError
	switch {
	case errors.As(err, &said) && nextSteps[said.Code] != "":
		return fmt.Sprintf(nextSteps[said.Code], user, database)
	case errors.As(err, &said):
		return "the server's log may say more"
	case errors.Is(err, errTooOld), errors.Is(err, errNewer):
		return "nothing was changed"
	case errors.As(err, &network), errors.Is(err, context.DeadlineExceeded):
		return "see that PostgreSQL runs there and listens: pg_isready -h HOST -p PORT"
	}
	return "try the same address with psql"
}

// brief leaves out what pgx repeats of the address, and one line is enough.
func brief(err error) error {
	var connect *pgconn.ConnectError
	if !errors.As(err, &connect) {
		return err
	}
	text, _, _ := strings.Cut(connect.Unwrap().Error(), "\n")
	return &connecting{text: text, err: connect}
}

// connecting is an error of connecting with a text of one line.
type connecting struct {
	text string
	err  error
}

func (c *connecting) Error() string { return "connect: " + c.text }
func (c *connecting) Unwrap() error { return c.err }
