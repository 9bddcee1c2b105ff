package update

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// ErrVersion is the cause when a text is no version.
var ErrVersion = errors.New("not a version as in 1.2.3 or 1.2.3-rc.1")

// versionText is a version of semver.org without build metadata, with parts that
// fit a number.
var versionText = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$`)

// maxVersion bounds a version's text, which becomes the name of a folder.
const maxVersion = 64

// version is a version that can be compared.
type version struct {
	numbers [3]int
	pre     string // of a version before the release; "" for the release
}

func readVersion(text string) (v version, err error) {
	m := versionText.FindStringSubmatch(text)
	if m == nil || len(text) > maxVersion {
		return v, fmt.Errorf("%q is %w", text, ErrVersion)
	}
	for i := range v.numbers {
		if v.numbers[i], err = strconv.Atoi(m[i+1]); err != nil {
			return v, fmt.Errorf("%q is %w: %w", text, ErrVersion, err)
		}
	}
	v.pre = m[4]
	return v, nil
}

// Compare tells which of two versions is newer, as semver.org has it: -1, 0 or 1.
func Compare(a, b string) (int, error) {
	x, err := readVersion(a)
	if err != nil {
		return 0, err
	}
	y, err := readVersion(b)
	if err != nil {
		return 0, err
	}
	for i := range x.numbers {
		if c := cmp.Compare(x.numbers[i], y.numbers[i]); c != 0 {
			return c, nil
		}
	}
	return comparePre(x.pre, y.pre), nil
}

// comparePre compares what comes before a release: nothing is newest.
func comparePre(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(btoi(a == ""), btoi(b == ""))
	}
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(x), len(y)) {
		if c := comparePart(x[i], y[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(x), len(y))
}

// comparePart compares numbers as numbers; a number is older than a word.
func comparePart(a, b string) int {
	x, xErr := strconv.ParseUint(a, 10, 64)
	y, yErr := strconv.ParseUint(b, 10, 64)
	switch {
	case xErr == nil && yErr == nil:
		return cmp.Compare(x, y)
	case xErr == nil:
		return -1
	case yErr == nil:
		return 1
	}
	return cmp.Compare(a, b)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
