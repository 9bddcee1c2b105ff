package web

import (
	"net/http"
	"strconv"

	"kioskd/sync/hq"
	"kioskd/sync/hq/people"
	"kioskd/sync/hq/said"
)

func users(v *visit) error { return v.usersPage(values{}) }

func (v *visit) usersPage(data values) error {
	all, err := v.Desk.People.Users(v)
	if err != nil {
		return err
	}
	tokens, err := v.Desk.People.Tokens(v)
	if err != nil {
		return err
	}
	data["Users"], data["Tokens"], data["Roles"], data["Scopes"] = all, tokens, people.Roles, people.Scopes
	return v.show("users", data)
}

func addUser(v *visit) error {
	link, err := v.Desk.AddUser(v, v.who, v.field("name"), people.Role(v.field("role")))
	if err != nil {
		return err
	}
	return v.usersPage(values{"Link": link, "For": v.field("name")})
}

// changeUser does what the pressed button says.
func changeUser(v *visit) error {
	name := v.r.PathValue("name")
	var err error
	switch v.field("do") {
	case "role":
		err = v.Desk.SetRole(v, v.who, name, people.Role(v.field("role")))
	case "disable", "enable":
		err = v.Desk.Disable(v, v.who, name, v.field("do") == "disable")
	case "second":
		err = v.Desk.DropSecond(v, v.who, name)
	case "link":
		link, err := v.Desk.NewLink(v, v.who, name)
		if err != nil {
			return err
		}
		return v.usersPage(values{"Link": link, "For": name})
	default:
		err = errNoPage
	}
	if err != nil {
		return err
	}
	return v.then("/users", "changed")
}

func addToken(v *visit) error {
	days, err := whole(v.field("days"))
	if err != nil {
		return err
	}
	text, err := v.Desk.NewToken(v, v.who, v.field("name"), v.r.PostForm["scope"], int(days))
	if err != nil {
		return err
	}
	return v.usersPage(values{"Token": text, "For": v.field("name")})
}

func endToken(v *visit) error {
	if err := v.Desk.EndToken(v, v.who, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.then("/users", "changed")
}

// auditLength is how much of the audit one page shows.
const auditLength = 100

func auditPage(v *visit) error {
	var before uint64
	if s := v.r.URL.Query().Get("before"); s != "" {
		var err error
		if before, err = strconv.ParseUint(s, 10, 64); err != nil {
			return errNoPage
		}
	}
	entries, err := v.Desk.Book.Newest(v, before, auditLength)
	if err != nil {
		return err
	}
	data := values{"Entries": entries}
	if len(entries) == auditLength && entries[auditLength-1].Seq > 1 {
		data["Older"] = entries[auditLength-1].Seq
	}
	if v.r.URL.Query().Has("check") {
		n, hash, err := v.Desk.Book.Check(v)
		data["Checked"], data["Length"], data["Hash"] = true, n, hash
		if err != nil {
			data["Broken"] = v.broken(err)
		}
	}
	return v.show("audit", data)
}

// broken says where the chain of the audit is broken, or why it could not be read.
func (v *visit) broken(err error) string {
	text, ok := said.In(v.t, err)
	if !ok {
		v.hq.Log.Error("hq: the audit was not checked", "err", err)
		return v.t(ours.says)
	}
	return text
}

func exportAudit(v *visit) error {
	head := v.w.Header()
	head.Set("Content-Type", "application/jsonl")
	head.Set("Content-Disposition", `attachment; filename="audit.jsonl"`)
	head.Set("Cache-Control", "no-store")
	err := v.Desk.Book.Each(v, func(l hq.AuditLine) error {
		_, err := v.w.Write(append(l.Line, '\n'))
		return err
	})
	if err != nil {
		v.hq.Log.Error("hq: an export was cut off", "err", err)
		panic(http.ErrAbortHandler) // a part of an answer shall not look like all of it
	}
	return nil
}
