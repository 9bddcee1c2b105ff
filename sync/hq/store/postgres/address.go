package postgres

import (
	"errors"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// CheckAddress reports whether an address names a database. It connects to
// nothing, and its errors tell nothing of the address, for a password may stand
// anywhere in one that is not well-formed.
func CheckAddress(address string) error {
	_, err := parse(address)
	return err
}

var errAddress = errors.New("the store's address is not of the form postgres://USER:PASSWORD@HOST:PORT/DATABASE; in a password, write @ as %40, : as %3A, / as %2F, # as %23, % as %25")

func parse(address string) (*pgxpool.Config, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || strings.Trim(u.Path, "/") == "" {
		return nil, errAddress
	}
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errAddress // the cause may quote a password
	}
	if !u.Query().Has("pool_max_conns") {
		config.MaxConns = connections
	}
	if params := config.ConnConfig.RuntimeParams; params["application_name"] == "" {
		params["application_name"] = "kioskhq"
	}
	return config, nil
}
