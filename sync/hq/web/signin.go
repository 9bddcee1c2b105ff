package web

import (
	"errors"
	"net/http"

	"kioskd/sync/hq/people"
)

func signInPage(v *visit) error {
	return v.show("sign-in", values{"Next": local(v.r.URL.Query().Get("next"))})
}

// signIn judges a name and a password. Why it said no is the same sentence for a
// wrong name and a wrong password.
func signIn(v *visit) error {
	name := v.field("name")
	from := v.Door.From(v.r)
	token, code, err := v.Desk.People.SignIn(v, people.Attempt{Name: name, Password: v.r.PostFormValue("password"), From: from, Agent: v.r.UserAgent()})
	if err != nil {
		return v.notIn(err, "sign-in", name, values{"Name": name, "Next": local(v.field("next"))})
	}
	v.Door.Keep(v.w, v.r, token)
	if code {
		return v.then("/sign-in/code?next="+escape(local(v.field("next"))), "")
	}
	return v.welcomeIn(name)
}

// notIn shows the form again with the reason, after it is written down.
func (v *visit) notIn(err error, page, name string, data values) error {
	var locked *people.Locked
	status := http.StatusForbidden
	switch {
	case errors.As(err, &locked):
		status, data["Error"] = http.StatusTooManyRequests, v.explain(err)
	case errors.Is(err, people.ErrWrong):
		data["Error"] = v.t("Name, password or code is wrong.")
	default:
		return err
	}
	if status == http.StatusForbidden { // who has to wait was not even looked at, and may not fill the audit
		if people.CheckName(name) != nil {
			name = "?" // people type passwords into the field of names
		}
		if err := v.Desk.Note(v, name, v.Door.From(v.r), "sign-in-refused", v.r.UserAgent()); err != nil {
			return err
		}
	}
	return v.showAs(status, page, data)
}

func (v *visit) welcomeIn(name string) error {
	if err := v.Desk.Note(v, name, v.Door.From(v.r), "signed-in", v.r.UserAgent()); err != nil {
		return err
	}
	return v.then(local(v.field("next")), "")
}

func codePage(v *visit) error {
	return v.show("code", values{"Next": local(v.r.URL.Query().Get("next"))})
}

func giveCode(v *visit) error {
	token, err := v.Desk.People.GiveCode(v, v.Door.Session(v.r), v.field("code"), v.Door.From(v.r))
	if errors.Is(err, people.ErrNobody) {
		return v.then("/sign-in", "")
	}
	if err != nil {
		return v.notIn(err, "code", "second step", values{"Next": local(v.field("next"))})
	}
	v.Door.Keep(v.w, v.r, token)
	who, err := v.Desk.People.BySession(v, token, v.Door.From(v.r), true)
	if err != nil {
		return err
	}
	return v.welcomeIn(who.Name)
}

func signOut(v *visit) error {
	if err := v.Desk.People.SignOut(v, v.Door.Session(v.r)); err != nil {
		return err
	}
	v.Door.Keep(v.w, v.r, "")
	return v.then("/sign-in", "")
}

func welcomePage(v *visit) error {
	any, err := v.Desk.People.Any(v)
	if err != nil {
		return err
	}
	return v.show("welcome", values{"First": !any})
}

// welcome takes a one-time link: it sets a password, and signs in.
func welcome(v *visit) error {
	name, password := v.field("name"), v.r.PostFormValue("password")
	user, err := v.Desk.People.UseLink(v, v.field("code"), name, password)
	if errors.Is(err, people.ErrInput) || errors.Is(err, people.ErrLink) {
		any, again := v.Desk.People.Any(v)
		if again != nil {
			return again
		}
		return v.showAs(http.StatusBadRequest, "welcome", values{"First": !any, "Name": name, "Code": v.field("code"), "Error": v.explain(err)})
	}
	if err != nil {
		return err
	}
	if err := v.Desk.Note(v, user, v.Door.From(v.r), "password-set", "by a one-time link"); err != nil {
		return err
	}
	token, code, err := v.Desk.People.SignIn(v, people.Attempt{Name: user, Password: password, From: v.Door.From(v.r), Agent: v.r.UserAgent()})
	if err != nil {
		return err
	}
	v.Door.Keep(v.w, v.r, token)
	if code {
		return v.then("/sign-in/code", "")
	}
	return v.then("/", "in")
}
