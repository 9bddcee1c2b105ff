package postgres

import (
	"context"
	"time"

	"kioskd/sync/hq"
)

// CheckVersion is what Open asks of a server's version.
var CheckVersion = checkVersion

// ErrAddress is the only error of [CheckAddress].
var ErrAddress = errAddress

// Address returns where the store's database is.
func (s *Store) Address() string { return s.pool.Config().ConnString() }

// Hurry makes a process look after its peers every few milliseconds.
func (s *Store) Hurry() {
	s.pace = pace{look: 30 * time.Millisecond, dead: 5 * time.Second, again: 10 * time.Millisecond}
}

// SynchronousCommit returns the setting of one of our connections.
func (s *Store) SynchronousCommit(ctx context.Context) (on string, err error) {
	err = s.pool.QueryRow(ctx, `SHOW synchronous_commit`).Scan(&on)
	return on, err
}

// PutTogether puts the same facts for several kiosks as if they had waited
// together, and returns what became of each.
func (s *Store) PutTogether(facts []hq.Fact, kiosks ...string) map[string]error {
	var puts []*put
	for _, k := range kiosks {
		puts = append(puts, &put{kiosk: k, epoch: "e1", facts: facts})
	}
	errs := map[string]error{}
	for i, err := range s.putAll(puts) {
		errs[puts[i].kiosk] = err
	}
	return errs
}
