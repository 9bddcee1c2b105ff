package pgsim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Fault is a mishap of one call.
type Fault struct {
	Name  string        // as it stands in a script
	Delay time.Duration // before anything is done
	Code  string        // the call ends with this error of the vendor's, and nothing is done
	skip  bool          // nothing is done
	how   manner
}

// manner is what becomes of the answer.
type manner int

const (
	whole  manner = iota
	cut           // the line breaks
	silent        // no answer, and the line stays open until the caller goes
	half          // the line breaks in the middle of the answer
	broken        // 500, with nothing to read
	page          // 200 and a page of HTML, as a captive portal gives
	flood         // 200 and no end
)

// The mishaps of any call. Those named after are the dangerous ones: the money has
// moved and the caller does not know.
var (
	Hang        = Fault{Name: "hang", skip: true, how: silent}
	HangAfter   = Fault{Name: "hang-after", how: silent}
	CutBefore   = Fault{Name: "cut-before", skip: true, how: cut}
	CutAfter    = Fault{Name: "cut-after", how: cut}
	Half        = Fault{Name: "half", how: half}
	BrokenFirst = Fault{Name: "500-before", skip: true, how: broken}
	BrokenAfter = Fault{Name: "500-after", how: broken}
	Portal      = Fault{Name: "portal", skip: true, how: page}
	PortalAfter = Fault{Name: "portal-after", how: page}
	Flood       = Fault{Name: "flood", how: flood}
)

// Faults are all mishaps that need no further word.
func Faults() []Fault {
	return []Fault{Hang, HangAfter, CutBefore, CutAfter, Half, BrokenFirst, BrokenAfter, Portal, PortalAfter, Flood}
}

// Takes says whether the call is carried out in spite of the mishap.
func (f Fault) Takes() bool { return !f.skip && f.Code == "" }

// Slow is a call that is answered rightly, after a while.
func Slow(d time.Duration) Fault { return Fault{Name: "slow", Delay: d} }

// Fail is a call that ends with an error of the vendor's.
func Fail(code string) Fault { return Fault{Name: "code", Code: code} }

// Script says what becomes of the next calls of a name; later ones go well. The call
// named hook is a webhook: a fault that skips loses it.
func (s *Sim) Script(call string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[call] = append(s.faults[call], faults...)
}

// Unscript forgets what stands in the script of a call: it goes well from here on.
func (s *Sim) Unscript(call string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.faults, call)
}

// fault takes the next mishap of a call off the script.
func (s *Sim) fault(call string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.faults[call]
	if len(all) == 0 {
		return Fault{}
	}
	s.faults[call] = all[1:]
	return all[0]
}

// ErrScript is the cause of every refusal of a line of a script.
var ErrScript = errors.New("not a line of a script")

// ParseFault reads a mishap as a person writes it: cut-after, slow 20s, code
// REJECT_CARD_COMPANY.
func ParseFault(words string) (Fault, error) {
	f := strings.Fields(words)
	switch {
	case len(f) == 2 && f[0] == "slow":
		d, err := time.ParseDuration(f[1])
		if err != nil || d < 0 || d > time.Hour {
			return Fault{}, fmt.Errorf("%w: slow %q, want a time up to 1h, as in slow 20s", ErrScript, f[1])
		}
		return Slow(d), nil
	case len(f) == 2 && f[0] == "code":
		return Fail(f[1]), nil
	case len(f) == 1:
		if i := slices.IndexFunc(Faults(), func(k Fault) bool { return k.Name == f[0] }); i >= 0 {
			return Faults()[i], nil
		}
	}
	return Fault{}, fmt.Errorf("%w: %q, want one of %s, slow TIME or code CODE", ErrScript, words, faultNames())
}

func faultNames() string {
	var names []string
	for _, f := range Faults() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}
