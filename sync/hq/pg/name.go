package pg

import "strconv"

// maxName is the most that all providers take as the name of an order, in characters.
const maxName = 100

// name says what is paid for, as in "Americano +2".
func (a Attempt) name() string {
	if len(a.Order.Lines) == 0 {
		return a.Key
	}
	more := ""
	if n := len(a.Order.Lines) - 1; n > 0 {
		more = " +" + strconv.Itoa(n)
	}
	name := []rune(a.Order.Lines[0].Name)
	if most := maxName - len(more); len(name) > most {
		name = name[:most]
	}
	return string(name) + more
}
