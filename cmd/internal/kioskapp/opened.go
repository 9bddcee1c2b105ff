package kioskapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"kioskd/agent"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// maxNews bounds what HQ is told of one opening, in bytes: a journal can be
// damaged in many places, and the first ones say enough.
const maxNews = 2000

// News says what a person should know of how the journal was opened; "" when
// there is nothing.
func News(o queue.Opening) string {
	parts := append(append([]string(nil), o.Found...), o.Done...)
	if len(o.Kept) > 0 {
		parts = append(parts, "kept: "+strings.Join(o.Kept, ", "))
	}
	if len(o.Missing) > 0 {
		parts = append(parts, fmt.Sprintf("lost for good: facts %v", o.Missing))
	}
	if o.Forgetful != "" {
		parts = append(parts, "the data folder is on "+o.Forgetful+" and may be gone after a restart: move it to a disk that is not protected from writing")
	}
	news := strings.ToValidUTF8(strings.Join(parts, "; "), "?")
	if len(news) > maxNews {
		news = strings.ToValidUTF8(news[:maxNews], "") + " …"
	}
	return news
}

// recordMending records that the journal was damaged, so that HQ hears of it
// whoever opened it. On a full disk it is only in the status and in the log: the
// tools have to work there, too.
func (b *Books) recordMending() error {
	r := b.queue.Report()
	if len(r.Found) == 0 {
		return nil
	}
	err := b.alarm(context.Background(), time.Now(), nil, agent.FaultMended, News(r))
	if err != nil && !errors.Is(err, queue.ErrFull) {
		return fmt.Errorf("record that the journal was damaged: %w", err)
	}
	return nil
}

// alarm records that a person should look. The stamp says what the time is worth,
// nil where no clock has been started yet.
func (b *Books) alarm(ctx context.Context, at time.Time, stamp *wire.Stamp, fault *agent.Fault, reason string) error {
	body, err := json.Marshal(wire.Body{Version: wire.BodyVersion, Test: b.o.Config.TestMode, Clock: stamp, Fault: fault.Number, Reason: reason})
	if err != nil {
		return err
	}
	_, err = b.queue.Append(ctx, queue.Fact{At: at, Kind: wire.KindAlarm, Money: true, Ending: true, Body: body})
	return err
}

// rescue is the next step for a journal that does not open, if a command can
// help.
func rescue(err error, dir string) string {
	if !errors.Is(err, queue.ErrDamaged) {
		return ""
	}
	return fmt.Sprintf("; stop the service, copy the folder, and then: kioskd queue salvage --from %s --to %s.new", dir, dir)
}
