package desk

import (
	"context"
	"time"

	"kioskd/sync/hq/people"
)

// Bounds of the time that an enrolment code counts.
const (
	CodeWithin    = time.Hour
	MaxCodeWithin = 7 * 24 * time.Hour
)

// NewCode makes a code with which a kiosk enrols, once.
func (d *Desk) NewCode(ctx context.Context, who people.Who, kiosk string, within time.Duration) (code string, expires time.Time, err error) {
	if err := checkKiosk(kiosk); err != nil {
		return "", time.Time{}, err
	}
	if within == 0 {
		within = CodeWithin
	}
	if within < time.Second || within > MaxCodeWithin {
		return "", time.Time{}, bad("a code counts between a second and %v", MaxCodeWithin)
	}
	err = d.do(ctx, who, people.Kiosks, act{"code-made", kiosk, within.String()}, func() (err error) {
		code, expires, err = d.HQ.NewCode(ctx, kiosk, within)
		return err
	})
	return code, expires, err
}

// Revoke has a key of a kiosk count no more, at once.
func (d *Desk) Revoke(ctx context.Context, who people.Who, kiosk, key, reason string) error {
	if err := wants(bad("say why, in the reason"), reason); err != nil {
		return err
	}
	return d.do(ctx, who, people.Kiosks, act{"key-revoked", kiosk + " " + key, reason}, func() error {
		return d.HQ.Revoke(ctx, kiosk, key, reason)
	})
}
