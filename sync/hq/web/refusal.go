package web

import (
	"errors"
	"net/http"

	"kioskd/sync/hq"
	"kioskd/sync/hq/desk"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/said"
)

// errForm says that a form did not come from a page of this session.
var errForm = errors.New("this form is not of your session; open the page again")

// kind is why HQ refuses something, as far as programs tell it apart: its status, and
// what a page says where nobody said more.
type kind struct {
	cause error
	code  int
	says  string
}

// kinds of refusals; the first that fits counts.
var kinds = []kind{
	{people.ErrNobody, http.StatusUnauthorized, "Your session has ended. Sign in again; nothing was changed."},
	{people.ErrForbidden, http.StatusForbidden, "You may not do this. An admin can give you another role."},
	{errForm, http.StatusForbidden, "This form is not of your session. Open the page again."},
	{errNoPage, http.StatusNotFound, "There is no such page."},
	{hq.ErrNotFound, http.StatusNotFound, "HQ knows nothing by this name. It may not have been uploaded yet."},
	{hq.ErrExists, http.StatusConflict, "HQ has something by this name already."},
	{hq.ErrChanged, http.StatusConflict, "Somebody else has changed this in the meantime. Look again, then decide."},
	{desk.ErrSecondPerson, http.StatusBadRequest, "This moves money, so another person has to agree. It waits among the refunds."},
	{people.ErrLink, http.StatusBadRequest, "This link is wrong, used or too old. Ask for another."},
	{people.ErrInput, http.StatusBadRequest, "HQ does not take this."},
}

// tooMuch is the kind of a form that is larger than [maxForm], and ours of what HQ is
// to blame for.
var (
	tooMuch = kind{code: http.StatusRequestEntityTooLarge, says: "This is more than HQ takes at once."}
	ours    = kind{code: http.StatusInternalServerError, says: "HQ could not do this. Its log says why."}
)

func kindOf(err error) kind {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return tooMuch
	}
	for _, k := range kinds {
		if errors.Is(err, k.cause) {
			return k
		}
	}
	return ours
}

// explain says an error in the visitor's language: with the sentence that came with
// it, or else with that of its kind. Input that nobody has a sentence for is told in
// English, too: it says what to put right.
func (v *visit) explain(err error) string {
	var locked *people.Locked
	if errors.As(err, &locked) {
		return v.t("Too many wrong tries. Wait %v, then try again.", locked.Wait.Round(1e9))
	}
	k := kindOf(err)
	if k != ours && k != tooMuch {
		if text, ok := said.In(v.t, err); ok {
			return text
		}
	}
	if errors.Is(k.cause, people.ErrInput) {
		return v.t(k.says) + " " + err.Error()
	}
	return v.t(k.says)
}

func (v *visit) reason(err error) (code int, text string) { return kindOf(err).code, v.explain(err) }
