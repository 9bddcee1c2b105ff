package web

import (
	"net/url"
	"strings"

	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/pg"
)

// phoneLooks are the states of attempts at paying by phone.
var phoneLooks = map[pg.State]look{
	pg.Preparing: {"being prepared", "○", "care"},
	pg.Waiting:   {"waits for the phone", "◔", "care"},
	pg.Checking:  {"being checked", "◑", "care"},
	pg.Approving: {"being approved", "◑", "care"},
	pg.Looking:   {"being looked up", "?", "care"},
	pg.Doubtful:  {"not certain", "?", "bad"},
	pg.AccountUp: {"account issued, not paid", "◇", "care"},
	pg.Paid:      {"paid", "✓", "good"},
	pg.Wrong:     {"wrong amount taken", "!", "bad"},
	pg.Returning: {"came late, going back", "◐", "care"},
	pg.GivenBack: {"came late, given back", "↩", "quiet"},
	pg.Denied:    {"refused, nothing taken", "✕", "quiet"},
	pg.Gone:      {"the customer stepped back", "–", "quiet"},
	pg.Lapsed:    {"nobody paid in time", "–", "quiet"},
}

func phoneLook(s pg.State) look {
	if l, ok := phoneLooks[s]; ok {
		return l
	}
	return look{string(s), "?", "care"}
}

// happenings say what an attempt's events are, in words.
var happenings = map[string]string{
	"begun":               "HQ stored the order",
	"ready":               "the provider is ready for the phone",
	"landed":              "a phone opened the payment",
	"came":                "the phone came back: the customer has agreed",
	"came cancelled":      "the phone came back: the customer stepped back",
	"came refused":        "the phone came back: the provider refused",
	"came expired":        "the phone came back: the time was over",
	"checked":             "the checks before the approval are done",
	"woke":                "HQ went on by itself",
	"hinted":              "a webhook, or a person, had HQ look",
	"closed by the kiosk": "the kiosk waits no more",
	"finished":            "the purpose has heard of it",
	"alarm kept":          "the list of alarms has heard of it",
	"refund asked":        "a refund was asked for",

	"a person says paid":     "a person says that it was paid",
	"a person says not paid": "a person says that nothing was paid",
}

// answers say what the provider was asked, and what it answered.
var answers = map[string]string{
	"prepare": "the preparation", "check": "the check", "approve": "the approval", "lookup": "the lookup", "refund": "the refund", "cancel": "the refund",
	"approved": "paid", "issued": "account issued, not paid", "refused": "refused", "cancelled": "cancelled", "expired": "expired",
	"unknown": "nobody can tell", "mismatch": "wrong amount taken", "pending": "nothing taken so far", "absent": "never heard of it",
	"not sent": "nothing was sent",
}

// happened says one step of an attempt.
func happened(lang string, s desk.PhoneStep) string {
	event := strings.TrimSpace(s.Event)
	if words, ok := happenings[event]; ok {
		return say(lang, words)
	}
	if of, outcome, ok := strings.Cut(event, " answered "); ok {
		return say(lang, "%s was answered: %s", say(lang, answers[of]), say(lang, answers[outcome]))
	}
	if of, fate, ok := strings.Cut(event, " failed, "); ok {
		return say(lang, "%s had no answer: %s", say(lang, answers[of]), say(lang, answers[fate]))
	}
	return event
}

// asked says what the provider was then asked; empty for nothing.
func askedOf(lang string, op pg.Op) string {
	if op == "" {
		return ""
	}
	return say(lang, "HQ asks for %s", say(lang, answers[string(op)]))
}

func phones(v *visit) error {
	q := v.r.URL.Query()
	f, err := pg.ParseFilter(q)
	if err != nil {
		return input(err)
	}
	list, err := v.Desk.PhoneAttempts(v, f)
	if err != nil {
		return err
	}
	all := make([]desk.PhoneView, len(list))
	for i, a := range list {
		all[i] = desk.ViewPhone(a)
	}
	return v.show("phones", values{"Attempts": all, "Filter": f, "State": q.Get("state"), "States": pg.States, "Older": olderPhones(q, f, list),
		"Filtered": f.Kiosk != "" || f.Search != "" || len(f.States) > 0 || f.After != ""})
}

func olderPhones(q url.Values, f pg.Filter, list []pg.Attempt) string {
	next := f.Next(list)
	if next == "" {
		return ""
	}
	q.Set("after", next)
	q.Del("done")
	return "?" + q.Encode()
}

func phone(v *visit) error {
	a, err := v.Desk.PhoneAttempt(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.show("phone", values{"Attempt": desk.ViewPhone(a)})
}

func (v *visit) phonePath() string { return "/phones/" + escape(v.r.PathValue("id")) }

func lookPhone(v *visit) error {
	if _, err := v.Desk.LookPhone(v, v.who, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.then(v.phonePath(), "looked")
}

// sayPhone takes what a person read on the provider's own pages.
func sayPhone(v *visit) error {
	a, err := v.Desk.PhoneAttempt(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	w := pg.Word{Paid: v.field("paid") == "yes", Reason: v.field("reason")}
	if w.Paid {
		amount, err := plainAmount(v.field("amount"), a.Order.Currency)
		if err != nil {
			return err
		}
		w = pg.WordOfPaid(v.field("ref"), amount, w.Reason)
	}
	if _, err := v.Desk.SayPhone(v, v.who, a.ID, w); err != nil {
		return err
	}
	return v.then(v.phonePath(), "said")
}

// refundWords are the states of money that goes back.
var refundWords = map[string]string{"sent": "on its way", "approved": "given back", "refused": "not given back", "unknown": "nobody can tell"}
