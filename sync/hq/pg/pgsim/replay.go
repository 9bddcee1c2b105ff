package pgsim

// replay is the memory of one idempotency key.
type replay struct {
	running bool
	reply   Reply
}

// begin says whether a call is to be carried out; if not, what is answered instead.
func (s *Sim) begin(c *Call, route Route) (instead *Reply, first bool) {
	key := repeatKey(c, route)
	if key == "" {
		return nil, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.replays[key]
	if known == nil {
		s.replays[key] = &replay{running: true}
		return nil, true
	}
	if known.running {
		return &route.Busy, false
	}
	return &known.reply, false
}

// end carries a call out, alone with the book, and keeps its answer.
func (s *Sim) end(c *Call, route Route, do func() Reply) Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.Now = now()
	reply := do()
	if known := s.replays[repeatKey(c, route)]; known != nil {
		known.running, known.reply = false, reply
	}
	return reply
}

// forget is for a call that was never carried out: its key is as good as new.
func (s *Sim) forget(c *Call, route Route) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.replays, repeatKey(c, route))
}

func repeatKey(c *Call, route Route) string {
	if route.Repeat == nil {
		return ""
	}
	return route.Repeat(c)
}
