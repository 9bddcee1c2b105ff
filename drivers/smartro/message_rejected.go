package smartro

import "strings"

// Rejected is a result that says no.
//
// Two layouts are in the field. In the common one a hyphen and the code stand
// before 37 bytes of text. In the other one, Split, they stand twenty bytes
// later, behind a first line of text. A rejection without a code is all text.
type Rejected struct {
	Medium byte   // a space where the pad names none
	Code   string // two characters, or none
	Text   string
	Split  bool
	Extra  string // first line of the split layout
}

// Where the words of a rejection stand, from the beginning of the data.
const (
	rejectionWords = 117
	rejectionSplit = 20 // from there
	rejectionSize  = 40
)

func (j *Rejected) read(r *reader) {
	r.take(1)
	j.Medium = ' '
	if m := r.take(1)[0]; m >= '1' && m <= '5' {
		j.Medium = m
	}
	r.take(rejectionWords - 2)
	words := r.take(rejectionSize)
	if code, ok := rejectionCode(words); ok {
		j.Code, j.Text = code, decodeKorean(words[3:])
		return
	}
	if code, ok := rejectionCode(words[rejectionSplit:]); ok {
		j.Split, j.Extra = true, decodeKorean(words[:rejectionSplit])
		j.Code, j.Text = code, decodeKorean(words[rejectionSplit+3:])
		return
	}
	j.Text = decodeKorean(words)
}

// rejectionCode reads a hyphen and two letters or digits; lower case means the
// same. Anything else is text.
func rejectionCode(words []byte) (string, bool) {
	code := strings.ToUpper(string(words[1:3]))
	const allowed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return code, words[0] == '-' && strings.Trim(code, allowed) == ""
}

func (j *Rejected) write(w *writer) {
	w.oneOf("transaction type", 'X', "X")
	w.oneOf("medium", j.Medium, media)
	w.text("nothing", "", rejectionWords-2)
	if j.Code == "" {
		w.korean("text", j.Text, rejectionSize)
		return
	}
	if j.Split {
		w.korean("first line", j.Extra, rejectionSplit)
	}
	w.text("code", "-"+j.Code, 3)
	w.korean("text", j.Text, resultSize-len(w.data))
}
