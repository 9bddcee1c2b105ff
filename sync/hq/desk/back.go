package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
)

// checkBack refuses a way back that kiosks would not take: they take no older version,
// and none that is for others.
func (d *Desk) checkBack(s Signed, back *Signed) error {
	if back == nil {
		return nil
	}
	if err := d.checkSigned(*back); err != nil {
		return err
	}
	switch {
	case back.Version <= s.Version:
		return bad("the way back is version %d; kiosks that have version %d take later ones only", back.Version, s.Version)
	case !slices.Equal(back.For, s.For):
		return bad("the way back is for %v, the document for %v", back.For, s.For)
	}
	return nil
}

// GoBack offers the way back of a roll-out that was stopped to the kiosks that it had
// reached.
func (d *Desk) GoBack(ctx context.Context, who people.Who, version uint64) (Rollout, error) {
	r, err := d.Rollout(ctx, version)
	switch {
	case err != nil:
		return r, err
	case r.Back == nil:
		return r, bad("version %d came without a way back; sign what was before under the next version, and offer that", version)
	case r.State != RolloutStopped:
		return r, bad("this roll-out is %s: %s", r.State, r.Why)
	}
	stage := Stage{Kiosks: r.Offered}
	if slices.Equal(r.Offered, r.For) {
		stage = Stage{Percent: 100}
	}
	back, err := d.Begin(ctx, who, *r.Back, stage)
	if err != nil {
		return back, err
	}
	t := hq.Trouble{Reason: hq.AlarmRollout, About: versionText(version)}
	return back, d.HQ.Calm(ctx, t, fmt.Sprintf("version %d takes the kiosks back", r.Back.Version))
}

// backByItself goes back where a way was given. Of several processes one does.
func (d *Desk) backByItself(ctx context.Context, who people.Who, r Rollout) error {
	if r.Back == nil {
		return nil
	}
	_, err := d.GoBack(ctx, who, r.Version)
	if errors.Is(err, hq.ErrExists) {
		return nil
	}
	return err
}
