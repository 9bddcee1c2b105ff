package update

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// apply puts a staged version on trial and restarts, while no payment is open.
func (u *Updater) apply(ctx context.Context, version, sum string) error {
	u.does(Progress{Version: version, Doing: "waiting for an idle kiosk"})
	return u.o.Idle(ctx, func(ctx context.Context) error {
		t := Trial{Version: version, Since: time.Now(), Well: u.well(ctx)}
		err := u.keep(func(s *state) {
			s.Sums = with(s.Sums, version, sum)
			s.Trial, s.Last = &t, &Step{Version: version, State: Applied, At: t.Since}
		})
		if err != nil {
			return err
		}
		u.o.Log.Info("update", "version", version, "state", Applied)
		u.o.Tell(Step{Version: version, State: Applied, At: t.Since})
		u.o.Restart()
		return nil
	})
}

// well names what is well now.
func (u *Updater) well(ctx context.Context) (names []string) {
	for _, p := range u.o.Parts {
		if p.Healthy(ctx) == nil {
			names = append(names, p.Name)
		}
	}
	return names
}

// lookEvery is how often a version on trial is looked at.
const lookEvery = 5 * time.Second

// errUnwell ends a trial.
var errUnwell = errors.New("not as well as before")

// stand watches this version on trial. Well to the end, it is the good one;
// unwell, the one before comes back. A run that ends meanwhile proves nothing.
func (u *Updater) stand(ctx context.Context, t Trial) {
	u.does(Progress{Version: t.Version, Doing: "on trial"})
	defer u.does(Progress{})
	err := u.watch(ctx, t)
	switch {
	case ctx.Err() != nil:
		u.pardon(t)
	case err != nil:
		u.rollBack(ctx, err)
	default:
		u.settle(t)
	}
}

// watch returns nil when everything that was well before the update has been well
// to the end.
func (u *Updater) watch(ctx context.Context, t Trial) error {
	since := map[string]time.Time{} // unwell since
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for end := time.Now().Add(u.o.Watch); ; {
		for _, p := range u.o.Parts {
			if !slices.Contains(t.Well, p.Name) {
				continue
			}
			if err := unwell(ctx, p, since); err != nil {
				return err
			}
		}
		if !time.Now().Before(end) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// unwell reports a part that has been unwell for longer than it may.
func unwell(ctx context.Context, p Part, since map[string]time.Time) error {
	err := p.Healthy(ctx)
	if err == nil {
		delete(since, p.Name)
		return nil
	}
	if _, was := since[p.Name]; !was {
		since[p.Name] = time.Now()
	}
	if time.Since(since[p.Name]) < p.Grace {
		return nil
	}
	return fmt.Errorf("%s is %w: %w", p.Name, errUnwell, err)
}

// pardon takes back the count of a start that was ended in peace.
func (u *Updater) pardon(t Trial) {
	err := u.keep(func(s *state) {
		if s.Trial != nil && s.Trial.Version == t.Version {
			less := *s.Trial
			less.Starts = max(0, less.Starts-1)
			s.Trial = &less
		}
	})
	if err != nil {
		u.o.Log.Warn("a start of a version on trial counts although it was ended in peace", "because", err)
	}
}

// settle makes the version on trial the good one.
func (u *Updater) settle(t Trial) {
	if err := u.keep(func(s *state) { s.Good, s.Trial = t.Version, nil }); err != nil {
		u.o.Log.Error("a version has stood its trial, and that cannot be noted", "version", t.Version, "because", err)
		return
	}
	u.step(t.Version, Healthy, "")
	if err := u.o.Folder.tidy(u.now(), u.o.Running); err != nil {
		u.o.Log.Warn("old versions were not removed", "because", err)
	}
}

// rollBack has the version before come back, once no payment is open.
func (u *Updater) rollBack(ctx context.Context, cause error) {
	err := u.o.Idle(ctx, func(context.Context) error {
		at := time.Now()
		if err := u.keep(func(s *state) { s.condemn(cause.Error(), at) }); err != nil {
			return err
		}
		step, _ := u.Last()
		u.o.Log.Error("update", "version", step.Version, "state", step.State, "reason", step.Reason)
		u.o.Tell(step)
		u.o.Restart()
		return nil
	})
	if err != nil && ctx.Err() == nil {
		u.o.Log.Error("a version on trial is unwell, and cannot be rolled back", "because", err, "unwell", cause)
	}
}
