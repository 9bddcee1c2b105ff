package smartro

import (
	"encoding"

	"kioskd/agent/pay"
)

// Levels is the data of S and s: how bright and how loud the pad is.
type Levels pay.Levels

var (
	_ encoding.BinaryMarshaler   = Levels{}
	_ encoding.BinaryUnmarshaler = (*Levels)(nil)
)

// MarshalBinary returns the data of an S or s frame. A negative level is sent as
// a space, since whatever is no digit means "leave it".
func (l Levels) MarshalBinary() ([]byte, error) {
	w := &writer{what: "S"}
	w.level("brightness", l.Brightness)
	w.level("voice volume", l.Voice)
	w.level("touch volume", l.Touch)
	return w.bytes()
}

// UnmarshalBinary reads the data of an S or s frame. What is no digit becomes -1.
func (l *Levels) UnmarshalBinary(data []byte) error {
	r := readExactly("S", data, 3)
	got := Levels{Brightness: r.level(), Voice: r.level(), Touch: r.level()}
	if r.err == nil {
		*l = got
	}
	return r.err
}

func (w *writer) level(field string, level int) {
	if level < 0 {
		w.data = append(w.data, ' ')
		return
	}
	w.number(field, int64(level), 1)
}

func (r *reader) level() int {
	c := r.take(1)[0]
	if c < '0' || c > '9' {
		return -1
	}
	return int(c - '0')
}
