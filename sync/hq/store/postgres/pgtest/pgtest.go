package pgtest

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"testing"
)

// optional is the environment variable that lets tests pass without PostgreSQL.
const optional = "KIOSKD_WITHOUT_POSTGRES"

// Main runs a package's tests beside a cluster, which it gives to use first. For
// TestMain. Where there is no PostgreSQL the tests fail, unless the environment
// variable KIOSKD_WITHOUT_POSTGRES is set or this is Windows; then use is given
// nil, for tests that call [Need].
func Main(m *testing.M, use func(*Cluster)) {
	c, err := Start(Options{})
	if MayMiss(err) {
		fmt.Println("WITHOUT PostgreSQL: the tests that need it are skipped")
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Println("start PostgreSQL for the tests:", err)
		os.Exit(1)
	}
	use(c)
	code := m.Run()
	if err := c.Close(); err != nil {
		fmt.Println("end PostgreSQL:", err)
		code = 1
	}
	os.Exit(code)
}

// MayMiss reports whether Start's error is one that tests may be skipped for: there
// is no PostgreSQL, and there need not be.
func MayMiss(err error) bool {
	return errors.Is(err, ErrMissing) && (os.Getenv(optional) != "" || runtime.GOOS == "windows")
}

// Need skips a test that has no cluster.
func Need(t testing.TB, c *Cluster) *Cluster {
	t.Helper()
	if c == nil {
		t.Skip("no PostgreSQL on this machine, and " + optional + " is set")
	}
	return c
}
