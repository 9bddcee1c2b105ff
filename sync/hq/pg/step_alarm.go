package pg

import "slices"

// alarm has people look at money that is not as it should be.
func (s *step) alarm(text string) {
	s.effects = append(s.effects, Alarm{Text: text})
	if !slices.Contains(s.a.Alarms, text) {
		s.a.Alarms = append(s.a.Alarms, text)
	}
	s.heed()
}

// puzzle has people find out what HQ cannot. It ends by itself once HQ can.
func (s *step) puzzle(text string) {
	s.effects = append(s.effects, Alarm{Text: text})
	s.a.Puzzle = text
	s.heed()
}

// heed has HQ's list of alarms say what the attempt says.
func (s *step) heed() {
	if !slices.Contains(s.effects, Effect(Heed{})) {
		s.effects = append(s.effects, Heed{})
	}
	s.a.Unheeded = true
}

func (s *step) heeded() { s.a.Unheeded = false }

// endPuzzle notes that a provider has answered, or a person.
func (s *step) endPuzzle(e Event) {
	f := s.open()
	switch {
	case s.a.Puzzle == "" || !enlightens(e) && !s.a.State.Final():
		return
	case s.a.State == Doubtful || f != nil && f.State == Unknown:
		return
	}
	s.a.Puzzle = ""
	s.heed()
}

// enlightens reports whether an event says what somebody did not know.
func enlightens(e Event) bool {
	switch e := e.(type) {
	case Answered:
		return e.Result.Outcome != Unknown
	case RefundAnswered:
		return e.Returned.Outcome != Unknown
	case Said:
		return true
	}
	return false
}
