package hq

import (
	"context"
	"time"

	"kioskd/sync/wire"
)

// Outbox hears of what HQ is about to store, so that others can be told of it. When a
// method returns nil the note is durable; what it is about may still not come to be,
// so whoever tells others looks first whether it is in the store. The same may be
// noted more than once.
type Outbox interface {
	NoteFacts(ctx context.Context, kiosk, epoch string, facts []Fact) error
	NoteAlarm(ctx context.Context, a Alarm) error
	NoteSettings(ctx context.Context, kiosk string, r wire.SettingsResult, at time.Time) error
}

// noOutbox is nobody who wants to hear.
type noOutbox struct{}

func (noOutbox) NoteFacts(context.Context, string, string, []Fact) error { return nil }
func (noOutbox) NoteAlarm(context.Context, Alarm) error                  { return nil }
func (noOutbox) NoteSettings(context.Context, string, wire.SettingsResult, time.Time) error {
	return nil
}
