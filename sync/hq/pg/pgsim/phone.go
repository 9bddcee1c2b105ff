package pgsim

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
)

// Choice is a button on the customer's phone.
type Choice string

// What a customer may do at a provider.
const (
	Pay     Choice = "pay"     // agree
	BadCard Choice = "badcard" // agree with a card that will be refused
	Refuse  Choice = "refuse"  // be refused at once, on the provider's page
	Leave   Choice = "cancel"  // step back
	Deposit Choice = "account" // ask for an account to pay into
)

var choiceNames = map[Choice]string{
	Pay: "Pay", BadCard: "Pay with a card that fails", Refuse: "Pay with a blocked card", Leave: "Cancel", Deposit: "Pay into an account",
}

// Phone is the page that a customer sees at the provider.
type Phone struct {
	Title   string
	Choices []Choice
	Target  string // of the page's form; _top for a window that leaves its frame

	// Chosen does what the button says to an open payment, and returns the address
	// that the phone goes to next.
	Chosen func(*Payment, Choice, *Call) string
}

// Phone shows the page at /phone/{door}. A form without script: any browser can play
// the customer, and so can a test's http.Client.
func (s *Sim) Phone(p Phone) {
	s.Handle("GET /phone/{door}", Route{Name: "page", Do: func(c *Call) Reply { return s.showPhone(p, c) }})
	s.Handle("POST /phone/{door}", Route{Name: "choose", Do: func(c *Call) Reply { return s.choose(p, c) }})
}

// DoorOf is the address of the phone's page.
func (s *Sim) DoorOf(base string, p *Payment) string {
	return base + "/phone/" + url.PathEscape(p.Door)
}

func (s *Sim) byDoor(c *Call) *Payment {
	return s.Find(func(p *Payment) bool { return p.Door != "" && p.Door == c.PathValue("door") })
}

func (s *Sim) showPhone(ph Phone, c *Call) Reply {
	p := s.byDoor(c)
	if p == nil {
		return phonePage(http.StatusNotFound, ph, nil, "There is no such payment.")
	}
	if p.State != Open {
		return phonePage(http.StatusGone, ph, p, "This payment is over: "+string(p.State)+".")
	}
	return phonePage(http.StatusOK, ph, p, "")
}

func (s *Sim) choose(ph Phone, c *Call) Reply {
	p := s.byDoor(c)
	if p == nil || p.State != Open {
		return s.showPhone(ph, c)
	}
	form, err := url.ParseQuery(string(c.Body))
	choice := Choice(form.Get("do"))
	if err != nil || choiceNames[choice] == "" {
		return phonePage(http.StatusBadRequest, ph, p, "There is no such button.")
	}
	next := ph.Chosen(p, choice, c)
	s.options.Say(fmt.Sprintf("the customer chose %s: %s is %s", choice, p.ID, p.State))
	if next == "" {
		return s.showPhone(ph, c)
	}
	return Goto(next)
}

func phonePage(status int, ph Phone, p *Payment, word string) Reply {
	var b bytes.Buffer
	view := struct {
		Phone
		Payment *Payment
		Word    string
		Names   map[Choice]string
	}{ph, p, word, choiceNames}
	if err := phoneTemplate.Execute(&b, view); err != nil {
		panic(fmt.Sprintf("a simulated page cannot be written: %v", err)) // the template is ours
	}
	return HTML(status, b.Bytes())
}

var phoneTemplate = template.Must(template.New("phone").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{.Title}}</title>
<style>body{font:1.1rem system-ui;max-width:24rem;margin:2rem auto;padding:0 1rem}
button{display:block;width:100%;margin:.7rem 0;padding:1rem;font:inherit}</style>
<h1>{{.Title}}</h1>
<p>A simulated provider. No money moves here.
{{with .Payment}}<p>{{.Name}}<p><strong>{{.Total}}</strong>{{end}}
{{if .Word}}<p role="status">{{.Word}}{{else}}
<form method="post"{{with .Target}} target="{{.}}"{{end}}>{{range .Choices}}<button name="do" value="{{.}}">{{index $.Names .}}</button>{{end}}</form>
{{end}}</html>
`))

// WithQuery adds names and values, in turns, to an address of the merchant's, which may have one already.
func WithQuery(address string, pairs ...string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // it was checked when the payment was opened
	}
	q := u.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// IsAddress says whether a merchant's address can be gone to by a browser.
func IsAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
