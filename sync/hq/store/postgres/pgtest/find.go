package pgtest

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// oldest is the oldest version of PostgreSQL that is taken.
const oldest = 15

// find returns the folder with the newest server's programs. Debian keeps them
// away from the PATH, in a folder for each version.
func find() (string, error) {
	versions, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	slices.SortFunc(versions, func(a, b string) int { return version(b) - version(a) })
	if len(versions) > 0 && version(versions[0]) >= oldest {
		return filepath.Dir(versions[0]), nil
	}
	if program, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(program), nil
	}
	return "", ErrMissing
}

// version reads the version in /usr/lib/postgresql/15/bin/postgres, 0 if there is
// none.
func version(program string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(program))))
	if err != nil {
		return 0
	}
	return n
}
