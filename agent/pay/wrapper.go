package pay

// Wrapper is a Terminal around another one. It may have methods for every
// power, and has only those that the Terminal inside claims.
type Wrapper interface {
	Terminal

	// Unwrap returns the Terminal inside.
	Unwrap() Terminal
}

// As returns the terminal as one that has a power, and whether it claims it.
// The claim is that of the innermost terminal; the calls go through the
// outermost one that has the methods.
func As[Power any](t Terminal) (power Power, ok bool) {
	for found := false; ; {
		if p, is := t.(Power); is && !found {
			power, found = p, true
		}
		w, wraps := t.(Wrapper)
		if !wraps {
			_, ok = t.(Power)
			return power, ok
		}
		t = w.Unwrap()
	}
}
