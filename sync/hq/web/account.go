package web

import (
	"encoding/base32"
	"errors"
	"net/http"
	"strings"

	"kioskd/sync/hq/people"
)

// account is a user's own page.
func account(v *visit) error { return v.ownPage(http.StatusOK, values{}) }

func (v *visit) ownPage(code int, data values) error {
	users, err := v.Desk.People.Users(v)
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.Name == v.who.Name {
			data["User"] = u
		}
	}
	if v.who.Session != "" && data["Secret"] == nil {
		secret, err := v.Desk.People.NewSecret()
		if err != nil {
			return err
		}
		data["Secret"] = people.SecretText(secret)
	}
	if text, ok := data["Secret"].(string); ok {
		if data["Picture"], err = qrCode(people.SecretURI("kioskd HQ", v.who.Name, secretOf(text))); err != nil {
			return err
		}
	}
	return v.showAs(code, "account", data)
}

func secretOf(text string) []byte {
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(text))
	if err != nil {
		return nil // which no code fits
	}
	return secret
}

// changePassword wants the former password, so that a browser left alone gives
// nobody an account.
func changePassword(v *visit) error {
	if err := v.isMe(); err != nil {
		return v.ownTrouble(err, values{})
	}
	if err := v.Desk.People.SetPassword(v, v.who.Name, v.r.PostFormValue("new")); err != nil {
		return v.ownTrouble(err, values{})
	}
	if err := v.Desk.Note(v, v.who.Name, v.who.From, "password-set", "by its owner"); err != nil {
		return err
	}
	v.Door.Keep(v.w, v.r, "")
	return v.then("/sign-in", "changed")
}

// isMe looks at the password that stands in the form. It counts as a try.
func (v *visit) isMe() error {
	token, _, err := v.Desk.People.SignIn(v, people.Attempt{Name: v.who.Name, Password: v.r.PostFormValue("password"), From: v.who.From, Agent: "account"})
	if err != nil {
		return err
	}
	return v.Desk.People.SignOut(v, token)
}

func (v *visit) ownTrouble(err error, data values) error {
	var locked *people.Locked
	switch {
	case errors.Is(err, people.ErrWrong):
		data["Error"] = v.t("This is not your password.")
	case errors.As(err, &locked), errors.Is(err, people.ErrInput):
		data["Error"] = v.explain(err)
	default:
		return err
	}
	return v.ownPage(http.StatusBadRequest, data)
}

// setSecond sets up a second step, once the app has shown a code of it.
func setSecond(v *visit) error {
	secret := v.field("secret")
	err := v.isMe()
	var codes []string
	if err == nil {
		codes, err = v.Desk.People.SetSecond(v, v.who.Name, secretOf(secret), v.field("code"))
	}
	if err != nil {
		return v.ownTrouble(err, values{"Secret": secret})
	}
	if err := v.Desk.Note(v, v.who.Name, v.who.From, "second-step-set", ""); err != nil {
		return err
	}
	return v.ownPage(http.StatusOK, values{"Recovery": codes})
}

func dropSecond(v *visit) error {
	if err := v.isMe(); err != nil {
		return v.ownTrouble(err, values{})
	}
	if err := v.Desk.People.DropSecond(v, v.who.Name); err != nil {
		return err
	}
	if err := v.Desk.Note(v, v.who.Name, v.who.From, "second-step-dropped", "by its owner"); err != nil {
		return err
	}
	return v.then("/account", "changed")
}
