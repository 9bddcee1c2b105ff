package pg_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"kioskd/sync/hq/pg/pgsim"
)

// person is a customer with a phone.
type person struct {
	http  http.Client
	sim   string
	card  string
	wants pgsim.Choice // at the provider
}

func newPerson(sim string) *person {
	return &person{sim: sim, wants: pgsim.Pay, http: http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (p *person) do(r *http.Request) (body, location string, err error) {
	resp, err := p.http.Do(r)
	if err != nil {
		return "", "", err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= http.StatusInternalServerError {
		err = fmt.Errorf("status %d: %s", resp.StatusCode, b)
	}
	return string(b), resp.Header.Get("Location"), err
}

func (p *person) get(address string) (body, location string, err error) {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return "", "", err
	}
	return p.do(r)
}

// choose presses a button at the provider, and returns what the phone opens next.
func (p *person) choose(window string, c pgsim.Choice) (*http.Request, error) {
	r, err := http.NewRequest(http.MethodPost, window, strings.NewReader("do="+string(c)))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, back, err := p.do(r)
	if err != nil {
		return nil, err
	}
	return http.NewRequest(http.MethodGet, back, nil)
}
