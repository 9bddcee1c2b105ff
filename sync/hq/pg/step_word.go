package pg

import "slices"

// said takes a person's word. What one person says takes no money and makes nothing
// paid: that the provider has it under a name is looked up.
func (s *step) said(w Word) {
	if err := s.a.MaySay(w); err != nil {
		s.ignore(err.Error())
		return
	}
	w.At, w.Second, w.Refuted = s.now, "", false
	s.a.Word = &w
	if w.Paid {
		s.heardOf(w.Ref)
		s.look()
		return
	}
	blind := s.blind()
	s.end(Denied, "said-not-paid", "the shop found out at the provider that nothing was paid")
	if !blind {
		s.backOff() // the provider may say so, too, or otherwise
	}
}

// seconded takes a payment as paid that two people have seen at the provider, and asks
// on: its own word replaces theirs.
func (s *step) seconded(e Seconded) {
	if err := s.a.MaySecond(e.By); err != nil {
		s.ignore(err.Error())
		return
	}
	w := *s.a.Word
	w.Second = e.By
	s.a.Word, s.a.Ref = &w, w.Ref
	s.a.Named = slices.DeleteFunc(s.a.Named, func(ref string) bool { return ref == w.Ref })
	late := !s.a.Closed.IsZero()
	s.a.Taken = &Taken{Amount: w.Amount, At: s.now, OnWord: true}
	if late && (s.r.Late != LateFulfil || e.Newer) {
		s.sendBack("late")
		return
	}
	s.a.Code, s.a.Reason = "", ""
	s.reach(Paid)
	s.backOff()
}

// onWord reports whether people alone say that it was paid.
func (s *step) onWord() bool { return s.a.Taken != nil && s.a.Taken.OnWord }

// borneOut takes the provider's own word for what people said.
func (s *step) borneOut(r Result) {
	why, foreign := s.wrong(r), s.foreign(r)
	taken := takenOf(r)
	s.a.Taken = &taken
	if foreign {
		s.a.Taken = nil
	}
	if why != "" {
		s.mismatch(why, foreign)
		return
	}
	s.a.Taken.Refunded = 0
	s.compareRefunds(r)
}

// refute keeps that the provider has answered, and not what a person said.
func (s *step) refute() {
	if s.a.Word != nil && s.a.Word.Paid && !s.a.Word.Refuted {
		w := *s.a.Word
		w.Refuted = true
		s.a.Word = &w
	}
}
