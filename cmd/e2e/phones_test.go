package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/ledger"
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/toss"
)

// openProviders starts the simulated payment providers, and an HQ that takes payments
// there. Late says what it does with money that comes too late.
func (s *stage) openProviders(late pg.Late) (err error) {
	if s.providers, err = s.program("pgsim", "--hq", "http://"+s.hqAddr, "--json"); err != nil {
		return err
	}
	if _, err = s.providers.says("}\n", 0); err != nil {
		return err
	}
	var at struct {
		Address, Providers string
		Environment        map[string]string
	}
	if err := json.Unmarshal([]byte(firstLine(s.providers.words())), &at); err != nil {
		return err
	}
	for name, value := range at.Environment {
		s.env = append(s.env, name+"="+value)
	}
	s.providersAt = at.Address
	file := s.path("providers.toml")
	if err := os.WriteFile(file, fmt.Appendf(nil, "late = %q\n%s", late, at.Providers), 0o600); err != nil {
		return err
	}
	return s.hqCmd([]string{"start", "--providers", file, "--public-url", "http://" + s.hqAddr})
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// provider does a line of a script of pgsim's, as in kakaopay approve cut-after.
func (s *stage) provider(line string) error {
	_, err := io.WriteString(s.providers.typed, line+"\n")
	return err
}

// providersBook is what the providers would swear to: what they have taken and not
// given back.
func (s *stage) providersBook() (ledger.Book, error) {
	after := len(s.providers.words())
	if err := s.provider("ledger"); err != nil {
		return nil, err
	}
	const begins = `{"bootpay":`
	end, err := s.providers.says(begins, after)
	if err == nil {
		_, err = s.providers.says("\n", end)
	}
	if err != nil {
		return nil, err
	}
	var all map[string][]pgsim.Entry
	if err := json.Unmarshal([]byte(firstLine(s.providers.words()[end-len(begins):])), &all); err != nil {
		return nil, err
	}
	b, orders := ledger.Book{}, map[string]bool{}
	for _, e := range slices.Concat(all["kakaopay"], all["naverpay"], all["tosspayments"], all["bootpay"]) {
		if e.Taken != e.Returned {
			b[e.ID] = int64(e.Taken - e.Returned)
		}
		if e.Taken > e.Returned && orders[e.Order] {
			return nil, fmt.Errorf("attempt %s is paid twice", e.Order)
		}
		orders[e.Order] = e.Taken > e.Returned
	}
	return b, nil
}

// code waits for the kiosk's screen to show a code, and returns the address in it.
func (s *stage) code() (address string, err error) {
	err = await("a code on the screen", func() (bool, error) {
		var v agent.View
		if err := s.call(http.MethodGet, "view", nil, &v); err != nil {
			return false, err
		}
		if v.Phone == nil || v.Payment == nil || string(v.Payment.Key) != s.key {
			return false, fmt.Errorf("the screen shows %q", v.State)
		}
		address = v.Phone.Code
		return true, nil
	})
	return address, err
}

// agreed waits until the screen knows that the customer has agreed on the phone.
func (s *stage) agreed() error {
	return await("the customer to have agreed", func() (bool, error) {
		var v agent.View
		err := s.call(http.MethodGet, "view", nil, &v)
		return v.Phone != nil && v.Phone.State == pay.PhoneBusy, errors.Join(err, fmt.Errorf("the screen shows %q, %+v", v.State, v.Phone))
	})
}

// byPhone pays the last order by phone.
func (s *stage) byPhone(via string) error {
	return s.call(http.MethodPost, "payments", map[string]any{"key": s.key, "amount": s.amount, "via": via, "language": "en"}, nil)
}

// phone is a customer's phone: its browser goes where it is sent, and knows the page
// that Toss Payments' script opens.
type phone struct {
	http      http.Client
	providers string // where they are
}

func newPhone(providers string) *phone { return &phone{http.Client{Timeout: time.Minute}, providers} }

// open reads a code and returns the address of the provider's page behind it.
func (p *phone) open(code string) (page string, err error) {
	answer, err := p.http.Get(code)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(answer.Body)
	err = errors.Join(err, answer.Body.Close())
	page = answer.Request.URL.String()
	if params := pgsim.ParamsOf(text); err == nil && params != nil {
		return p.tossWindow(params)
	}
	return page, err
}

// tossWindow opens what Toss Payments' script opens, and returns where that leads.
func (p *phone) tossWindow(params []byte) (page string, err error) {
	window, err := toss.WindowOf(params)
	if err != nil {
		return "", err
	}
	answer, err := p.http.Get(p.providers + "/toss" + window)
	if err != nil {
		return "", err
	}
	return answer.Request.URL.String(), answer.Body.Close()
}

// choose presses a button there, and goes wherever that leads.
func (p *phone) choose(page string, c pgsim.Choice) error {
	answer, err := p.http.PostForm(page, url.Values{"do": {string(c)}})
	if err != nil {
		return err
	}
	return answer.Body.Close()
}
