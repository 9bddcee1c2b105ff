package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

const seen = `INSERT INTO kiosks AS k (id, first_seen, last_seen, agent, epoch, alarm, status)
	VALUES ($1, $2, $2, $3, $4, $5, $6)
	ON CONFLICT (id) DO UPDATE SET last_seen = $2, agent = $3, epoch = $4, status = coalesce($6, k.status),
	alarm = CASE WHEN $5 <> '' OR k.epoch <> $4 THEN $5 ELSE k.alarm END`

// Seen implements [hq.Store]. A sighting does not wait for the disk: one that a
// power cut takes with it comes again within half a minute.
func (s *Store) Seen(ctx context.Context, k hq.Kiosk) error {
	var status []byte
	if k.Status != nil {
		var err error
		if status, err = json.Marshal(k.Status); err != nil {
			return fmt.Errorf("keep the status of %s: %w", k.ID, err)
		}
	}
	var b pgx.Batch // a batch without BEGIN is one transaction
	b.Queue(`SET LOCAL synchronous_commit = off`)
	b.Queue(seen, k.ID, k.LastSeen.Truncate(millisecond), text(k.Agent), k.Epoch, text(k.Alarm), status)
	if err := s.pool.SendBatch(ctx, &b).Close(); err != nil {
		return fmt.Errorf("note that %s was seen: %w", k.ID, err)
	}
	return nil
}

// Kiosks implements [hq.Store].
func (s *Store) Kiosks(ctx context.Context) ([]hq.Kiosk, error) {
	return list(ctx, s, scanKiosk, `SELECT k.id, k.first_seen, k.last_seen, k.agent, k.epoch, k.alarm, k.status, coalesce(c.seq, 0)
		FROM kiosks k LEFT JOIN chains c ON c.kiosk = k.id AND c.epoch = k.epoch ORDER BY k.id`)
}

func scanKiosk(r pgx.CollectableRow) (hq.Kiosk, error) {
	var k hq.Kiosk
	var status []byte
	if err := r.Scan(&k.ID, &k.FirstSeen, &k.LastSeen, &k.Agent, &k.Epoch, &k.Alarm, &status, &k.Acked); err != nil {
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
