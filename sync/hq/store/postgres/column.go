package postgres

import (
	"strings"

	"kioskd/sync/wire"
)

// longestName is the longest key that an index holds as it is, in bytes. The
// agent's keys have 36.
const longestName = 200

// column returns a key as the tables hold it: as it is, unless PostgreSQL could
// not hold it, since it has a NUL or is too long for an index. Then its hash stands
// for it, so that different keys stay different.
func column(key string) string {
	if len(key) <= longestName && !strings.Contains(key, "\x00") {
		return key
	}
	return "sha256:" + wire.Hash([]byte(key))
}

// text returns words for people as PostgreSQL can hold them.
func text(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\uFFFD"), "\uFFFD")
}
