package zvt

import (
	"context"
	"fmt"

	"kioskd/drivers/desk"
)

// remedies are the commands that cure a pad.
var remedies = map[ID]Code{
	StatusInit: CodeInitialise, StatusClock: CodeDiagnose, IDDiagnose: CodeDiagnose,
	IDEndOfDay: CodeEndOfDay, IDJournalFull: CodeEndOfDay,
}

// note keeps what an id says about the pad rather than about a card.
func (p *pad) note(id ID) {
	switch {
	case id == IDUnregistered:
		p.lost = fmt.Errorf("%w: it has forgotten this kiosk, which registers again", desk.ErrNotReady)
	case id != StatusInit && id != StatusClock && remedies[id] != 0: // those two are codes of the host here
		p.memory.cure = id
	}
}

// ready judges what a pad says of itself.
func (p *pad) ready(id ID) error {
	switch {
	case id == 0:
		return nil
	case remedies[id] != 0:
		p.memory.cure = id
		return p.needs(id)
	}
	return fmt.Errorf("%w: %v", desk.ErrNotReady, statusText(id))
}

func statusText(id ID) string {
	switch id {
	case StatusInit:
		return "it wants an initialisation"
	case StatusClock:
		return "its clock is wrong"
	}
	return id.String()
}

// needs says what the pad wants first, and who does it.
func (p *pad) needs(id ID) error {
	if remedies[id] == CodeEndOfDay && !p.habits.autoEnd {
		return fmt.Errorf("%w: %s; make it at the pad", desk.ErrNotReady, statusText(id))
	}
	return fmt.Errorf("%w: %s; the kiosk is seeing to it", desk.ErrNotReady, statusText(id))
}

// treat does what the pad needs, if that is known. It is called while no payment
// runs.
func (p *pad) treat(ctx context.Context) error {
	id := p.memory.cure
	code := remedies[id]
	if id == 0 {
		return nil
	}
	p.memory.cure = 0
	if code == CodeEndOfDay && !p.habits.autoEnd {
		return nil // the enquiry tells whether it was made by hand
	}
	p.log.Info("the pad is being cured", "wants", statusText(id), "by", code.String())
	f, err := Request{Code: code, Password: p.habits.password}.Frame()
	if err != nil {
		return err
	}
	out, err := p.ask(ctx, f)
	if err == nil && out.result != nil && out.result.Totals != nil {
		t := out.result.totals(p.habits.currency, p.clock(*out.result))
		p.log.Info("end of day made because the pad wanted it", "count", t.Count, "amount", t.Amount)
	}
	return notReady(err)
}
