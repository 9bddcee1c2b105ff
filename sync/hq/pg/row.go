package pg

import (
	"encoding/json"
	"fmt"
	"time"
)

// Row is an attempt as a database keeps it: what is searched for, and the rest.
type Row struct {
	Due     int64 // milliseconds; 0 for never
	Version int64
	Body    []byte
}

// RowOf makes the row of an attempt.
func RowOf(a Attempt) (Row, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return Row{}, fmt.Errorf("encode attempt %s: %w", a.ID, err)
	}
	return Row{Due: Millis(a.Due), Version: int64(a.Version), Body: body}, nil
}

// Attempt reads a row. What stands beside the body is newer than what stands in it.
func (r Row) Attempt() (Attempt, error) {
	var a Attempt
	if err := json.Unmarshal(r.Body, &a); err != nil {
		return a, fmt.Errorf("stored attempt: %w", err)
	}
	a.Version = uint64(r.Version)
	a.Due = time.Time{}
	if r.Due != 0 {
		a.Due = time.UnixMilli(r.Due).UTC()
	}
	return a, nil
}

// Millis is a time as rows have it: 0 for none.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Known ends a BeginAttempt that added nothing: the number is there already, or
// another attempt blocks.
func Known(all []Attempt, number int) (Attempt, bool, error) {
	for _, a := range all {
		if a.Number == number {
			return a, true, nil
		}
	}
	return Attempt{}, false, ErrBusy
}
