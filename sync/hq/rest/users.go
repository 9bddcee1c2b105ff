package rest

import (
	"errors"
	"strconv"

	"kioskd/sync/hq"
	"kioskd/sync/hq/audit"
	"kioskd/sync/hq/people"
)

// Users are all users, by name.
type Users struct {
	Users []people.User `json:"users"`
}

func users(c *call) (any, error) {
	all, err := c.People.Users(c)
	return Users{orEmpty(all)}, err
}

// NewUser is a user who is to come in.
type NewUser struct {
	Name string      `json:"name"`
	Role people.Role `json:"role"`
}

// Link lets a user set a password, once.
type Link struct {
	Link string `json:"link"`
}

func addUser(c *call) (any, error) {
	var want NewUser
	if err := c.take(&want); err != nil {
		return nil, err
	}
	link, err := c.AddUser(c, c.who, want.Name, want.Role)
	return Link{link}, err
}

// UserChange is what becomes of a user; what is left out stays.
type UserChange struct {
	Role     *people.Role `json:"role,omitempty"`
	Disabled *bool        `json:"disabled,omitempty"`
}

func changeUser(c *call) (any, error) {
	var want UserChange
	if err := c.take(&want); err != nil {
		return nil, err
	}
	name := c.r.PathValue("name")
	var err error
	if want.Role != nil {
		err = c.SetRole(c, c.who, name, *want.Role)
	}
	if want.Disabled != nil && err == nil {
		err = c.Disable(c, c.who, name, *want.Disabled)
	}
	return Done{true}, err
}

func newLink(c *call) (any, error) {
	link, err := c.NewLink(c, c.who, c.r.PathValue("name"))
	return Link{link}, err
}

// Tokens are all tokens, without their secrets.
type Tokens struct {
	Tokens []people.Token `json:"tokens"`
}

func tokens(c *call) (any, error) {
	all, err := c.People.Tokens(c)
	return Tokens{orEmpty(all)}, err
}

// NewToken asks for a token.
type NewToken struct {
	Name   string   `json:"name"`
	Scopes []string `json:"scopes"`
	Days   int      `json:"days"`
}

// TokenText is a token, which is shown this once.
type TokenText struct {
	Token string `json:"token"`
}

func addToken(c *call) (any, error) {
	var want NewToken
	if err := c.take(&want); err != nil {
		return nil, err
	}
	text, err := c.Desk.NewToken(c, c.who, want.Name, want.Scopes, want.Days)
	return TokenText{text}, err
}

func endToken(c *call) (any, error) {
	return Done{true}, c.EndToken(c, c.who, c.r.PathValue("id"))
}

// Audit is a page of the audit, the newest first.
type Audit struct {
	Entries []audit.Entry `json:"entries"`
	Next    string        `json:"next"`
}

func auditLines(c *call) (any, error) {
	limit, err := hq.ParseLimit(c.r.FormValue("limit"))
	if err != nil {
		return nil, input(err)
	}
	if limit == 0 {
		limit = hq.DefaultLimit
	}
	var before uint64
	if s := c.r.FormValue("after"); s != "" {
		if before, err = strconv.ParseUint(s, 10, 64); err != nil || before == 0 {
			return nil, input(errors.New(`after is not the value of "next" of the page before`))
		}
	}
	entries, err := c.Book.Newest(c, before, limit)
	page := Audit{Entries: orEmpty(entries)}
	if len(entries) == limit && entries[limit-1].Seq > 1 {
		page.Next = strconv.FormatUint(entries[limit-1].Seq, 10)
	}
	return page, err
}
