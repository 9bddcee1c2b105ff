package agent

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

func (s *story) command(f []string) {
	at := Moment{At: s.now}
	switch verb, args := f[0], f[1:]; verb {
	case "order":
		s.order(pay.Key(args[0]), s.amount(args[1]), word(args, 2))
	case "points":
		s.points = &pay.Own{Method: "points", Ref: args[0], Amount: s.amount(args[1])}
	case "set-aside", "not-set-aside":
		s.step(ReserveTold{Moment: at, Reserved: verb == "set-aside", Reason: word(args, 0)})
	case "keeper":
		s.tellKeeper()
	case "wait":
		s.wait(args[0])
	case "test-mode":
		s.test = args[0] == "on"
	case "disk":
		s.broken = args[0] == "fails"
	case "pad-clock":
		s.ahead = s.duration(args[0])
	case "set-clock", "hq-says":
		s.setClock(verb, args[0])
	case "fork":
		if s.hold = nil; args[0] == "found" {
			s.hold = FaultFork
		}
	case "start", "restart":
		s.start()
	case "pad":
		s.parts = s.parts || args[0] == "parts"
		s.step(PadLinked{Moment: at, Link: pay.Link{Up: args[0] != "down"}})
	case "server":
		s.step(SaleTold{Moment: at, Asked: args[0] != "silent", Sell: args[0] == "sells", Reason: word(args, 1)})
	case "pay":
		s.pay(at, args)
	case "cancel":
		s.step(AbortAsked{Moment: at, Key: pay.Key(args[0])})
	case "leave":
		s.step(DismissAsked{Moment: at, Key: pay.Key(args[0])})
	case "keep":
		s.step(KeepAsked{Moment: at, Key: pay.Key(args[0])})
	case "stop":
		s.step(StopAsked{Moment: at})
	case "may-stop":
		fmt.Fprintf(&s.out, "may be stopped: %v\n", s.machine.MayStop(s.now))
	case "end-of-day":
		s.step(DayEndAsked{Moment: at, Date: s.now.Format(time.DateOnly), Hands: word(args, 0) == "hands-in", Count: Count{Totals: wire.DayTotals{Net: s.net()}, Whole: word(args, 1) != "first"}})
	case "policy":
		s.decide(args)
	case "refund", "undelivered":
		s.refund(at, verb, args)
	case "override":
		s.step(OverrideAsked{Moment: at, Book: s.book(args[0]), Name: word(args, 1), Reason: word(args, 2)})
	default:
		s.padSays(at, verb, args)
	}
}

func (s *story) padSays(at Moment, verb string, args []string) {
	if s.hqSays(at, verb, args) {
		return
	}
	switch verb {
	case "mark":
		m := s.padMemory(args)
		m.Returned = slices.Contains(args, "returned")
		s.step(MarkTold{Moment: at, Mark: m, Known: s.known(m.Ref, m.Number), Fresh: "orphan-key"})
	case "card":
		s.step(Progressed{Moment: at, Progress: progress(args[0])})
	case "offer":
		s.step(Offered{Moment: at, Offer: s.offer(args)})
	case "approve":
		a := s.approval(args)
		s.step(Answered{Moment: at, Answer: pay.Answer{Approval: &a}})
	case "decline":
		s.step(Answered{Moment: at, Answer: pay.Answer{Decline: &pay.Decline{Code: args[0]}}})
	case "fail":
		s.step(CallFailed{Moment: at, Fate: pay.Fate(args[0]), Reason: "told by the story"})
	case "late":
		o := s.offer(args)
		s.step(LateOffered{Moment: at, Offer: o, Known: s.known(o.Approval.Ref, o.Approval.Number), Fresh: "fresh-key"})
	case "handed-in":
		s.step(DayEnded{Moment: at, Totals: pay.Totals{Amount: s.amount(args[0])}})
	case "memory":
		s.memorySays(at, args)
	default:
		s.t.Fatalf("no such command: %s", verb)
	}
}

// memorySays is the answer to a resolve: "same", or an approval; "settled" when
// the charge can no longer be running, "elsewhere" when another pad made it,
// "card" when it cannot be taken back without its card.
func (s *story) memorySays(at Moment, args []string) {
	said := func(word string) bool { return slices.Contains(args, word) }
	r := pay.Resolution{Settled: said("settled")}
	if args[0] != "same" {
		a := s.approval(args)
		if said("elsewhere") {
			a.Device = "pad-2"
		}
		r.Approval, r.Last = &a, a.Mark()
		s.step(Resolved{
			Moment: at, Resolution: r, Known: s.known(a.Ref, a.Number), Cardless: !said("card"), Gaps: s.hold != nil,
			TooLateFor: s.tooLateFor(a),
		})
		return
	}
	r.Last = s.machine.pay.Mark
	s.step(Resolved{Moment: at, Resolution: r})
}

// progress reads "inside", "removed", "shown" or "awaited".
func progress(word string) pay.Progress {
	if word == "awaited" {
		return pay.WaitingForCard
	}
	return pay.Progress("card-" + word)
}

func (s *story) start() {
	s.clock = StartClock(s.clock.Memory(), s.now)
	s.machine = NewMachine(DefaultLimits, s.policy, s.test)
	s.machine.asks = s.asks
	b, err := lookBack(s.journal, s.mark)
	if err != nil {
		s.t.Fatal(err)
	}
	b.At = s.now
	s.step(b)
}

func (s *story) pay(at Moment, args []string) {
	book := s.book(args[0])
	amount := book.Order.Total
	if len(args) > 1 {
		amount = s.amount(args[1])
	}
	e := PayAsked{Moment: at, Book: book, Amount: amount, Hold: s.hold}
	if via, by := strings.CutPrefix(word(args, 2), "by:"); by {
		e.Via = via
	} else if len(args) > 2 {
		e.Months = int(s.amount(args[2]))
	}
	s.step(e)
}

// setClock puts the kiosk's clock forward or back, or has HQ tell its time, both
// told from the story's beginning.
func (s *story) setClock(verb, text string) {
	d, err := time.ParseDuration(text)
	if err != nil {
		s.t.Fatal(err)
	}
	if at := storyBegins.Add(d); verb == "hq-says" {
		s.clock.Heard(at, s.now)
	} else {
		s.now = at
	}
}

// net adds up what the journal says has moved.
func (s *story) net() (sum int64) {
	for _, f := range s.journal.facts {
		sum += f.Sum
	}
	return sum
}

func (s *story) wait(d string) {
	wait, err := time.ParseDuration(d)
	if err != nil {
		s.t.Fatal(err)
	}
	s.now = s.now.Add(wait)
	s.step(Woken{Moment{At: s.now}})
}

// tellKeeper is what the agent tells who keeps points, again and again.
func (s *story) tellKeeper() {
	seen := map[string]bool{}
	for _, f := range s.journal.facts {
		if seen[f.Key] {
			continue
		}
		seen[f.Key] = true
		facts, err := s.journal.Find(f.Key)
		if err != nil {
			s.t.Fatal(err)
		}
		r, err := reservationOf(pay.Key(f.Key), facts)
		if err != nil {
			s.t.Fatal(err)
		}
		if r.wants == dead && s.machine.State() == Idle {
			r.wants = released
		}
		if r.wants == dead || r.wants == held || r.settled() {
			continue
		}
		fmt.Fprintf(&s.out, "tell the keeper: %s %s\n", r.wants, reservationID(r.key, r.attempt))
		s.append(Fact{Kind: string(r.wants), Key: r.key, Body: wire.Body{Version: 1, Attempt: r.attempt}})
	}
}

// word returns an argument, or "" where there is none.
func word(args []string, i int) string {
	if i >= len(args) {
		return ""
	}
	return args[i]
}

// decide reads a policy: its name, and what it takes.
func (s *story) decide(args []string) {
	switch args[0] {
	case "keep-orphans":
		s.policy.KeepOrphans = true
	case "ask-server":
		s.asks, s.policy.RefuseOffline = true, word(args, 1) == "refuse"
	case "undelivered":
		s.policy.Undelivered = Cap{Count: int(s.amount(args[1])), Amount: s.amount(args[2])}
	case "keep-late":
		s.policy.KeepLatePhone = true
	case "months":
		s.policy.Instalments = Instalments{From: s.amount(args[1]), Months: []int{2, 3, 6}}
	case "signature":
		s.policy.SignatureFrom = s.amount(args[1])
	}
	s.machine.policy, s.machine.asks = s.policy, s.asks
}

// refund reads KEY [AMOUNT] [ID].
func (s *story) refund(at Moment, verb string, args []string) {
	e := VoidAsked{Moment: at, Book: s.book(args[0]), Reason: "staff", ID: word(args, 2), Parts: s.parts || s.book(args[0]).Via() != "", Undelivered: verb == "undelivered"}
	if len(args) > 1 {
		e.Amount = s.amount(args[1])
	}
	if err := askedBefore(s.journal, &e); err != nil {
		s.t.Fatal(err)
	}
	if err := countDeliveries(s.journal, &e); err != nil {
		s.t.Fatal(err)
	}
	s.step(e)
}
