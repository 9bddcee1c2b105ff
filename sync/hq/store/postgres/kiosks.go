package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

const seen = `INSERT INTO kiosks AS k (id, first_seen, last_seen, agent, epoch, alarm, status)
	SELECT id, at, at, agent, epoch, '', status FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::bytea[])
	AS u (id, at, agent, epoch, status) ORDER BY id
	ON CONFLICT (id) DO UPDATE SET last_seen = excluded.last_seen, agent = excluded.agent, epoch = excluded.epoch, status = coalesce(excluded.status, k.status)`

// Seen implements [hq.Store]. A sighting does not wait for the disk: one that a
// power cut takes with it comes again within half a minute.
func (s *Store) Seen(ctx context.Context, k hq.Kiosk) error {
	_, err := ask(ctx, s.gathered.seen, k)
	return err
}

func (s *Store) saySeen(ctx context.Context, all []*asked[hq.Kiosk, struct{}]) error {
	kiosks := questions(all, func(k hq.Kiosk) hq.Kiosk { return k })
	for len(kiosks) > 0 {
		var now []hq.Kiosk
		now, kiosks = apart(kiosks, func(k hq.Kiosk) string { return k.ID })
		if err := s.see(ctx, s.lazy, now); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) see(ctx context.Context, db doer, all []hq.Kiosk) error {
	var ids, agents, epochs []string
	var at []time.Time
	var statuses [][]byte
	for _, k := range all {
		status, err := statusOf(k)
		if err != nil {
			return err
		}
		ids, epochs, statuses = append(ids, k.ID), append(epochs, k.Epoch), append(statuses, status)
		agents, at = append(agents, text(k.Agent)), append(at, k.LastSeen.Truncate(millisecond))
	}
	_, err := db.Exec(ctx, seen, ids, at, agents, epochs, statuses)
	return said("note that kiosks were seen", err)
}

// statusOf returns a kiosk's status as it is kept, nil for none.
func statusOf(k hq.Kiosk) ([]byte, error) {
	if k.Status == nil {
		return nil, nil
	}
	b, err := json.Marshal(k.Status)
	return b, said("keep the status of "+k.ID, err)
}

// Kiosks implements [hq.Store].
func (s *Store) Kiosks(ctx context.Context) ([]hq.Kiosk, error) {
	return list(ctx, s, scanKiosk, `SELECT k.id, k.first_seen, k.last_seen, k.agent, k.epoch, k.status, coalesce(c.seq, 0)
		FROM kiosks k LEFT JOIN chains c ON c.kiosk = k.id AND c.epoch = k.epoch ORDER BY k.id`)
}

func scanKiosk(r pgx.CollectableRow) (hq.Kiosk, error) {
	var k hq.Kiosk
	var status []byte
	if err := r.Scan(&k.ID, &k.FirstSeen, &k.LastSeen, &k.Agent, &k.Epoch, &status, &k.Acked); err != nil {
		return k, err
	}
	k.FirstSeen, k.LastSeen = k.FirstSeen.UTC(), k.LastSeen.UTC()
	if len(status) == 0 {
		return k, nil
	}
	k.Status = new(wire.Status)
	if err := json.Unmarshal(status, k.Status); err != nil {
		return k, fmt.Errorf("stored status of %s: %w", k.ID, err)
	}
	return k, nil
}
