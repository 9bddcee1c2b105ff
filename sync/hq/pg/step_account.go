package pg

import "time"

// Times of an account to pay into.
const (
	depositFirst = time.Minute // until the first lookup; doubled each time
	depositMost  = time.Hour
	depositLate  = 24 * time.Hour // for a deposit on its way when the account's time ends
)

// issued takes an account to pay into. It is not paid; a paid one can become that
// again when the bank takes the deposit back.
func (s *step) issued(r Result) {
	switch {
	case s.a.State == Paid:
		s.a.Taken = nil
		s.alarm("the bank took a deposit back: the payment is not paid any more")
		s.openAccount(r)
	case s.open() != nil:
		s.resend(s.open())
	case s.a.State == AccountUp:
		s.waitForDeposit()
	case s.a.State == Wrong || s.a.State == Returning:
		s.ignore("it is being withdrawn")
	case s.wrong(r) != "":
		s.a.Code, s.a.Reason = "mismatch", "the account is for "+s.wrong(r)
		s.alarm(s.a.Reason)
		s.reach(Wrong)
	case !s.a.Closed.IsZero() || s.a.State.Final():
		s.sendBack("late")
	default:
		s.openAccount(r)
	}
}

func (s *step) openAccount(r Result) {
	s.a.Account = r.Account
	if s.a.Account == nil {
		s.a.Account = &Account{Until: s.deadline()}
	}
	s.reach(AccountUp)
	s.waitForDeposit()
}

// waitForDeposit looks now and then: webhooks are only hints.
func (s *step) waitForDeposit() {
	if s.now.After(s.a.Account.Until.Add(depositLate)) {
		s.end(Lapsed, "expired", "no deposit came in time")
		return
	}
	wait := depositMost
	if s.a.Tries < 6 {
		wait = depositFirst << s.a.Tries
	}
	s.a.Tries++
	s.wake(s.now.Add(wait))
}
