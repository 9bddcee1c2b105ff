package zvtsim

import "kioskd/drivers/zvt"

// told is a command of the pad that waits for its response.
type told struct {
	frame  zvt.Frame
	words  string
	answer func(zvt.Frame) // nil takes any
	lost   func()          // nobody answered
}

// respond answers a command of the kiosk.
func (p *pad) respond(c zvt.Code) {
	p.Say("→ %v", c)
	p.speak(zvt.Frame{Code: c})
}

// tell queues a command of the pad; each waits for the answer to the one before.
func (p *pad) tell(t told) {
	p.queue = append(p.queue, t)
	if len(p.queue) == 1 {
		p.say()
	}
}

// say says the first command in the queue.
func (p *pad) say() {
	if len(p.queue) == 0 {
		return
	}
	t := p.queue[0]
	p.turn++
	turn := p.turn
	p.Say("→ %v %s", t.frame.Code, t.words)
	p.speak(t.frame)
	p.At(answerLimit, func() {
		if len(p.queue) > 0 && p.turn == turn {
			p.unanswered()
		}
	})
}

// answered hands the kiosk's response to whom it belongs.
func (p *pad) answered(f zvt.Frame) {
	if len(p.queue) == 0 {
		p.Say("← %v, which answers nothing", f.Code)
		return
	}
	t := p.queue[0]
	p.Say("← %v", f.Code)
	p.queue = p.queue[1:]
	p.turn++
	turn := p.turn
	if t.answer != nil {
		t.answer(f)
	}
	if len(p.queue) > 0 && p.turn == turn {
		p.say()
	}
}

// unanswered gives the kiosk up, for all that is queued.
func (p *pad) unanswered() {
	p.Say("the kiosk does not answer")
	lost := p.queue[0].lost
	p.queue = nil
	if lost != nil {
		lost()
	}
}

// abandon is a new connection over TCP: nobody answers on the old one any more.
func (p *pad) abandon() {
	if len(p.queue) > 0 {
		p.unanswered()
	}
	if d := p.deal; d != nil && !d.card && !d.over {
		p.close()
	}
}
