package doctor

import "slices"

// Grade is how one part is.
type Grade string

// The grades, from good to bad. A kiosk with warnings sells; one with a failure
// does not, or not for long.
const (
	OK   Grade = "ok"
	Warn Grade = "warn"
	Fail Grade = "fail"
)

// Finding is what was seen of one part. Next is empty where all is well.
type Finding struct {
	Part  string `json:"part"`
	Grade Grade  `json:"grade"`
	Says  string `json:"says"`
	Next  string `json:"next,omitempty"`
}

// Report is all that was found, in the order in which it was looked at.
type Report struct {
	Version  string    `json:"version"`
	Running  bool      `json:"running"` // an agent was asked
	Findings []Finding `json:"findings"`
}

// Count returns how many parts have a grade.
func (r Report) Count(g Grade) (n int) {
	for _, f := range r.Findings {
		if f.Grade == g {
			n++
		}
	}
	return n
}

// Well reports whether nothing has failed.
func (r Report) Well() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Grade == Fail })
}

func good(says string) Finding       { return Finding{Grade: OK, Says: says} }
func warn(says, next string) Finding { return Finding{Grade: Warn, Says: says, Next: next} }
func fail(says, next string) Finding { return Finding{Grade: Fail, Says: says, Next: next} }
