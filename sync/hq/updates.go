package hq

import "kioskd/sync/wire"

// update offers the newest version to a kiosk that has come, if there is one. The
// kiosk decides whether it is for it, and says what became of it.
func (s *session) update() error {
	if s.h.Update == nil {
		return nil
	}
	u, err := s.h.Update()
	if err != nil {
		s.log.Error("hq: no update is offered", "err", err)
		return nil // facts matter more
	}
	if u == nil {
		return nil
	}
	return s.voice.say(u)
}

// OfferUpdate offers a version to all kiosks that are connected. The others are
// offered what [Options].Update returns when they come.
func (h *Handler) OfferUpdate(u *wire.Update) error {
	if _, err := wire.Encode(u); err != nil {
		return err
	}
	for _, s := range h.present.all() {
		h.tell(s, u)
	}
	return nil
}
