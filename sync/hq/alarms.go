package hq

import (
	"context"
	"errors"
	"slices"
	"time"
)

// errNothingNew leaves an alarm as it is.
var errNothingNew = errors.New("nothing new")

// AlarmDrawer returns where alarms are kept, by their ids.
func AlarmDrawer(o Office) Drawer[Alarm] {
	return Drawer[Alarm]{Office: o, Kind: "alarm", Tag: func(a Alarm) string { return a.State }}
}

func (h *Handler) alarmDrawer() Drawer[Alarm] { return AlarmDrawer(h.Store) }

// Raise opens an alarm, or adds to one that is open. It returns once that is
// durable.
func (h *Handler) Raise(ctx context.Context, t Trouble) error {
	_, err := h.ChangeAlarm(ctx, t.AlarmID(), func(a *Alarm) error {
		next, fresh := a.After(t, time.Now().UTC().Truncate(time.Millisecond))
		if !fresh {
			return errNothingNew
		}
		*a = next
		return nil
	})
	if errors.Is(err, errNothingNew) {
		return nil
	}
	if err == nil {
		h.Log.Warn("hq: an alarm", "kiosk", t.Kiosk, "reason", t.Reason, "about", t.About, "detail", t.Detail)
	}
	return err
}

// Calm settles an alarm that waits, because the evidence does; the note says which.
// An alarm that nobody has raised, or that is settled, stays as it is.
func (h *Handler) Calm(ctx context.Context, t Trouble, note string) error {
	_, err := h.ChangeAlarm(ctx, t.AlarmID(), func(a *Alarm) error {
		if a.Opened == 0 || !a.Waits() {
			return errNothingNew
		}
		a.Settle(Itself, note, time.Now())
		return nil
	})
	if errors.Is(err, errNothingNew) {
		return nil
	}
	return err
}

// Settle ends an alarm.
func (a *Alarm) Settle(by, note string, at time.Time) {
	a.State, a.End = AlarmSettled, &AlarmEnd{By: by, At: at.UTC().Truncate(time.Millisecond), Note: note}
}

// ChangeAlarm changes an alarm; an error of change leaves it as it was.
func (h *Handler) ChangeAlarm(ctx context.Context, id string, change func(*Alarm) error) (Alarm, error) {
	a, err := h.alarmDrawer().Change(ctx, id, func(a *Alarm) error {
		before := *a
		if err := change(a); err != nil {
			return err
		}
		if a.Opened == before.Opened && a.Waits() == before.Waits() {
			return nil
		}
		return h.Outbox.NoteAlarm(ctx, *a)
	})
	if err == nil {
		h.bell.ring()
	}
	return a, err
}

// Alarm returns one alarm, or [ErrNotFound].
func (h *Handler) Alarm(ctx context.Context, id string) (Alarm, error) {
	k, err := h.alarmDrawer().Get(ctx, id)
	return k.Value, err
}

// Alarms returns all alarms: first what nobody has taken, then what somebody has,
// then what is settled; the newest first of each.
func (h *Handler) Alarms(ctx context.Context) ([]Alarm, error) {
	kept, err := h.alarmDrawer().All(ctx)
	all := make([]Alarm, len(kept))
	for i, k := range kept {
		all[i] = k.Value
	}
	sortAlarms(all)
	return all, err
}

// CountOpen returns how many alarms nobody has taken, and stops counting at most:
// every page shows it, and must not cost more the worse things are.
func (h *Handler) CountOpen(ctx context.Context, most int) (int, error) {
	return h.alarmDrawer().Count(ctx, AlarmOpen, most)
}

// openAlarms returns what the newest open alarm of each kiosk says. Silence is no
// news there: it shows beside when the kiosk was seen last.
func (h *Handler) openAlarms(ctx context.Context) (map[string]string, error) {
	all, err := h.Alarms(ctx)
	details := map[string]string{}
	for _, a := range slices.Backward(all) {
		if a.Waits() && a.Kiosk != "" && a.Reason != AlarmSilent {
			details[a.Kiosk] = a.Detail
		}
	}
	return details, err
}

// ForgetAlarms forgets the alarms that were settled before a time. What people did
// about them stands in the audit for ever.
func (h *Handler) ForgetAlarms(ctx context.Context, before time.Time) error {
	all, err := h.Alarms(ctx)
	if err != nil {
		return err
	}
	for _, a := range all {
		if !a.Waits() && a.End.At.Before(before) {
			err = errors.Join(err, h.alarmDrawer().Drop(ctx, a.ID))
		}
	}
	return err
}
