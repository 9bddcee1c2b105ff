package agent

import "sync"

// letter is an event on its way to the owner of the machine. Answer, where
// there is one, has room for the one answer it will get.
type letter struct {
	event  Event
	answer chan error
}

func (l letter) reply(err error) {
	if l.answer == nil {
		return
	}
	select {
	case l.answer <- err:
	default:
	}
}

// mailbox brings letters to the owner in order. Putting never blocks, so a
// driver may report from any place.
type mailbox struct {
	mu      sync.Mutex // guards letters
	letters []letter
	filled  chan struct{} // has an element while letters may be waiting
}

func newMailbox() *mailbox { return &mailbox{filled: make(chan struct{}, 1)} }

func (m *mailbox) put(l letter) {
	m.mu.Lock()
	m.letters = append(m.letters, l)
	m.mu.Unlock()
	select {
	case m.filled <- struct{}{}:
	default:
	}
}

// take empties the mailbox.
func (m *mailbox) take() []letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.letters
	m.letters = nil
	return all
}
