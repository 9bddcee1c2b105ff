package hq

import (
	"context"
	"fmt"

	"kioskd/sync/wire"
)

// alarm raises an alarm of the kiosk at the other end. A failure is logged: the next
// time that the trouble shows raises it again.
func (s *session) alarm(t Trouble) {
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	t.Kiosk = s.kiosk
	if err := s.h.Raise(ctx, t); err != nil {
		s.log.Error("hq: an alarm was not kept", "kiosk", s.kiosk, "reason", t.Reason, "detail", t.Detail, "err", err)
	}
}

// calm settles an alarm of the kiosk at the other end.
func (s *session) calm(t Trouble, note string) {
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	t.Kiosk = s.kiosk
	if err := s.h.Calm(ctx, t, note); err != nil {
		s.log.Error("hq: an alarm was not settled", "kiosk", s.kiosk, "reason", t.Reason, "err", err)
	}
}

// anew raises an alarm when a kiosk of which HQ holds facts comes with a journal that
// HQ has never seen: what the one before it had not uploaded may be lost.
func (s *session) anew(ctx context.Context) {
	before, err := s.h.Store.Facts(ctx, FactFilter{Kiosk: s.kiosk, Limit: 1})
	if err != nil {
		s.log.Error("hq: nobody looked whether a journal is new", "kiosk", s.kiosk, "err", err)
		return
	}
	if len(before) == 0 || before[0].Epoch == s.epoch {
		return
	}
	s.alarm(Trouble{Reason: AlarmEpoch, About: s.epoch, Mark: s.epoch,
		Detail: fmt.Sprintf("the kiosk has begun a new journal, %s; find out why, and what it had not uploaded of the one before", s.epoch)})
}

// alarms raises what is wrong with facts that were stored. What is alike in one batch
// is one alarm: a kiosk may send nonsense in great amounts.
func (s *session) alarms(facts []Fact) {
	refused := Trouble{Reason: AlarmRefused, About: s.epoch}
	said := Trouble{Reason: AlarmKiosk}
	for _, f := range facts {
		switch {
		case f.Refused != "":
			refused = refused.and(f.Seq, s.epoch, fmt.Sprintf("line %d of journal %s is no fact: %s. The kiosk keeps it in quarantine", f.Seq, s.epoch, f.Refused))
		case f.Kind == wire.KindAlarm:
			said = said.and(f.Seq, s.epoch, whatKioskSays(f))
		}
	}
	for _, t := range []Trouble{refused, said} {
		if t.Times > 0 {
			s.alarm(t)
		}
	}
}

// and adds one more happening of the same trouble.
func (t Trouble) and(seq uint64, epoch, detail string) Trouble {
	t.Times, t.Mark, t.Detail = t.Times+1, fmt.Sprint(epoch, "/", seq), detail
	return t
}

// whatKioskSays puts an alarm of the kiosk itself into words.
func whatKioskSays(f Fact) string {
	body, err := f.Payment()
	switch {
	case err != nil || body.Fault == 0 && body.Reason == "":
		return fmt.Sprintf("the kiosk wants a person to look at fact %d of its journal", f.Seq)
	case body.Fault == 0:
		return cut(body.Reason)
	}
	return fmt.Sprintf("fault %d: %s", body.Fault, cut(body.Reason))
}

// ailing raises what a kiosk says of its own disk, each wording once.
func (s *session) ailing(m *wire.Status) {
	if m.Journal != "" {
		s.alarm(Trouble{Reason: AlarmDisk, Detail: cut(m.Journal), Mark: m.Journal})
	}
}

// keeping raises an alarm when a kiosk could not keep its settings, and settles it
// once it keeps some.
func (s *session) keeping(m *wire.SettingsResult) {
	t := Trouble{Reason: AlarmUnkept}
	switch m.State {
	case wire.SettingsRefused, wire.SettingsRolledBack:
		t.Detail = fmt.Sprintf("version %d is %s: %s", m.Version, m.State, cut(m.Reason))
		t.Mark = t.Detail
		s.alarm(t)
	case wire.SettingsHealthy:
		s.calm(t, fmt.Sprintf("the kiosk keeps version %d", m.Version))
	}
}
