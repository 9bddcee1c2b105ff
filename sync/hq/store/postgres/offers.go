package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kioskd/sync/hq"
)

const documentColumns = `version, key, sig, document, added, (SELECT array_agg(kiosk ORDER BY kiosk) FROM settings_for f WHERE f.version = s.version)`

// Documents implements [hq.Office].
func (s *Store) Documents(ctx context.Context, limit int) ([]hq.Settings, error) {
	return list(ctx, s, scanSettings, `SELECT `+documentColumns+` FROM settings s ORDER BY version DESC LIMIT $1`, limit)
}

// OfferTo implements [hq.Office].
func (s *Store) OfferTo(ctx context.Context, version uint64, kiosks []string) error {
	return s.changeOffer(ctx, version, `INSERT INTO settings_for (kiosk, version) SELECT kiosk, $2 FROM unnest($1::text[]) AS u (kiosk) ON CONFLICT DO NOTHING`, kiosks)
}

// Withdraw implements [hq.Office].
func (s *Store) Withdraw(ctx context.Context, version uint64, kiosks []string) error {
	return s.changeOffer(ctx, version, `DELETE FROM settings_for WHERE kiosk = ANY($1::text[]) AND version = $2`, kiosks)
}

func (s *Store) changeOffer(ctx context.Context, version uint64, change string, kiosks []string) error {
	err := s.and(ctx, hq.News{Kind: hq.NewsSettings, Kiosks: kiosks, Ref: fmt.Sprint(version)}, func(tx pgx.Tx) error {
		var there int
		err := tx.QueryRow(ctx, `SELECT 1 FROM settings WHERE version = $1 FOR SHARE`, int64(version)).Scan(&there)
		if errors.Is(err, pgx.ErrNoRows) {
			return hq.ErrNotFound
		}
		if err == nil {
			_, err = tx.Exec(ctx, change, columns(kiosks), int64(version))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("change who is offered settings %d: %w", version, err)
	}
	return nil
}
