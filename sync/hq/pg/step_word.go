package pg

// said takes a person's word. It takes no money, makes nothing paid and ends no asking:
// that the provider has a payment under a name is looked up until it answers, and that
// nothing was paid frees the order while the provider is asked on.
func (s *step) said(w Word) {
	if err := s.a.MaySay(w); err != nil {
		s.ignore(err.Error())
		return
	}
	w.At, w.Refuted = s.now, false
	s.a.Word = &w
	if w.Paid {
		s.heardOf(w.Ref)
		s.lookFor(w.Ref)
		return
	}
	s.end(Denied, "said-not-paid", "the shop found out at the provider that nothing was paid")
	if s.onWord() {
		s.backOff()
	}
}

// onWord reports whether only a person says that nothing was taken: the provider is
// asked until it says so, too, or otherwise.
func (s *step) onWord() bool {
	return s.a.State == Denied && s.a.Word != nil && !s.a.Word.Paid && !s.blind()
}

// refute keeps that the provider has answered, and not what a person said.
func (s *step) refute() {
	if s.a.Word != nil && s.a.Word.Paid && !s.a.Word.Refuted {
		w := *s.a.Word
		w.Refuted = true
		s.a.Word = &w
	}
}
