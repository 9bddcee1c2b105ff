package agent

import (
	"time"

	"kioskd/agent/pay"
)

// hqSays tells what happens with payments by phone, and reports whether it did.
func (s *story) hqSays(at Moment, verb string, args []string) bool {
	switch verb {
	case "ways":
		s.step(s.ways(at, args))
	case "way-open":
		s.step(WayOpen{Moment: at})
	case "shown":
		p := s.machine.pay
		s.step(PhoneShown{Moment: at, Key: p.Key, Attempt: p.Attempt, Step: pay.PhoneStep{State: pay.PhoneState(args[0]), Code: "https://hq.example/p/1", Until: s.now.Add(5 * time.Minute)}})
	case "issue":
		s.step(Answered{Moment: at, Answer: pay.Answer{Issued: s.account(args[0])}})
	case "told":
		s.step(s.told(at, args))
	default:
		return false
	}
	return true
}

// ways reads "away", or the ways to pay.
func (s *story) ways(at Moment, args []string) WaysOffered {
	e := WaysOffered{Moment: at}
	for _, id := range args {
		if id != "away" {
			e.Ways, e.Up = append(e.Ways, pay.PhoneWay{ID: id}), true
		}
	}
	return e
}

// told reads KEY/ATTEMPT and how it ended: an approval, "no" and a code, or "account"
// and its number.
func (s *story) told(at Moment, args []string) Followed {
	key := args[0]
	e := Followed{Moment: at, Key: pay.Key(key[:len(key)-2]), Attempt: int(key[len(key)-1] - '0')}
	switch args[1] {
	case "no":
		e.Answer.Decline = &pay.Decline{Code: args[2]}
	case "account":
		e.Answer.Issued = s.account(args[2])
	default:
		a := s.approval(args[1:])
		e.Answer.Approval = &a
	}
	return e
}

func (s *story) account(number string) *pay.Account {
	return &pay.Account{Bank: "Bank", Number: number, Until: s.now.Add(24 * time.Hour)}
}
