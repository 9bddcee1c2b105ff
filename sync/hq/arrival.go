package hq

import "sync"

// arrival keeps what others want said to a kiosk until it has been welcomed: the
// protocol wants the welcome first.
type arrival struct {
	mu    sync.Mutex // guards what follows; never held while something is said
	in    bool
	later []func() error
}

// whenIn does something now, or once the kiosk is in. Of the latter it returns no
// error: it is the session's.
func (a *arrival) whenIn(do func() error) error {
	a.mu.Lock()
	in := a.in
	if !in {
		a.later = append(a.later, do)
	}
	a.mu.Unlock()
	if !in {
		return nil
	}
	return do()
}

// arrived does what has been put off.
func (a *arrival) arrived() error {
	a.mu.Lock()
	later := a.later
	a.in, a.later = true, nil
	a.mu.Unlock()
	for _, do := range later {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}
