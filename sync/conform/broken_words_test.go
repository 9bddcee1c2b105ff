package conform_test

import (
	"bytes"

	"kioskd/sync/wire"
)

// onUp makes a hook that looks at messages of one type.
func onUp[M wire.Message](change func(*wretch, M) []frame) func(*wretch, frame) []frame {
	return on(change)
}

func onDown[M wire.Message](change func(*wretch, M) []frame) func(*wretch, frame) []frame {
	return on(change)
}

func on[M wire.Message](change func(*wretch, M) []frame) func(*wretch, frame) []frame {
	return func(x *wretch, f frame) []frame {
		if m, ok := f.message().(M); ok {
			return change(x, m)
		}
		return []frame{f}
	}
}

func drop(name string) func(*wretch, frame) []frame {
	return func(_ *wretch, f frame) []frame {
		if m := f.message(); m != nil && m.Type() == name {
			return nil
		}
		return []frame{f}
	}
}

func dropUp(name string) func(*wretch, frame) []frame { return drop(name) }

func throwsOut(word string) func(*wretch, frame) []frame {
	return func(x *wretch, f frame) []frame {
		if bytes.Contains(f.b, []byte(word)) {
			return x.throwOut()
		}
		return []frame{f}
	}
}
