package pay

import "errors"

// Fate is what became of the money when a call to a pad failed.
type Fate string

// The two fates. There is no third: if we cannot tell, the fate is [Unknown].
const (
	NotSent Fate = "not-sent" // nothing that could move money has left us
	Unknown Fate = "unknown"  // it may have happened
)

// Error is a failed call to a pad.
type Error struct {
	Op   string // what was attempted, as in "authorize"
	Fate Fate
	Err  error
}

func (e *Error) Error() string {
	return e.Op + " (money " + string(e.Fate) + "): " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Fail wraps the cause of a failed call with the fate of the money. It returns
// nil for a nil cause. A cause that already says [Unknown] stays unknown.
func Fail(op string, fate Fate, cause error) error {
	if cause == nil {
		return nil
	}
	var inner *Error
	if errors.As(cause, &inner) && inner.Fate == Unknown {
		fate = Unknown
	}
	return &Error{Op: op, Fate: fate, Err: cause}
}

// FateOf returns the fate that an error carries. An error that says nothing
// about the money counts as [Unknown].
func FateOf(err error) Fate {
	var e *Error
	if errors.As(err, &e) {
		return e.Fate
	}
	return Unknown
}

// Causes that drivers share, for errors.Is.
var (
	ErrNotConnected = errors.New("pad not connected")
	ErrBusy         = errors.New("pad busy")
	ErrNoAnswer     = errors.New("pad does not answer")
	ErrUnsupported  = errors.New("not supported by this pad")
)
