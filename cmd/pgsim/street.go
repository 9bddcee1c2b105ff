package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/bootpay"
	"kioskd/sync/hq/pg/pgsim/kakao"
	"kioskd/sync/hq/pg/pgsim/naver"
	"kioskd/sync/hq/pg/pgsim/toss"
)

// environment are the variables that hold the secrets of the file of providers. They
// open simulators, and nothing else.
var environment = map[string]string{
	"PGSIM_TOSS": "test_sk_sim", "PGSIM_KAKAO": "DEV_sim", "PGSIM_NAVER": "sim-secret", "PGSIM_BOOTPAY": "sim-secret",
}

// street has all providers, each behind a door of its own.
type street struct {
	base  string
	shops []shop
	mux   *http.ServeMux
}

// shop is one provider on the street.
type shop struct {
	id  string // as kioskhq calls it
	sim provider
}

// provider is what all simulators can do.
type provider interface {
	http.Handler
	Run(ctx context.Context) error
	Script(call string, faults ...pgsim.Fault)
	Ledger() []pgsim.Entry
	Expire(order string) error
}

// newStreet builds the providers. An HQ's address is where webhooks go.
func newStreet(base, hq string, say func(string)) *street {
	s := &street{base: base, mux: http.NewServeMux()}
	options := func(door, id string) pgsim.Options {
		o := pgsim.Options{Prefix: "/" + door, Say: func(line string) { say(id + ": " + line) }}
		if hq != "" {
			o.Hook = strings.TrimRight(hq, "/") + "/hooks/" + id
		}
		return o
	}
	s.open("toss", "tosspayments", toss.New(toss.Options{Options: options("toss", "tosspayments")}))
	s.open("kakao", "kakaopay", kakao.New(kakao.Options{Options: options("kakao", "kakaopay")}))
	s.open("naver", "naverpay", naver.New(naver.Options{Options: options("naver", "naverpay")}))
	s.open("bootpay", "bootpay", bootpay.New(bootpay.Options{Options: options("bootpay", "bootpay")}))
	return s
}

func (s *street) open(door, id string, p provider) {
	s.shops = append(s.shops, shop{id, p})
	s.mux.Handle("/"+door+"/", p)
}

// ServeHTTP implements [http.Handler].
func (s *street) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// file is the file of providers for kioskhq, with the variables that it names.
func (s *street) file() string {
	var b strings.Builder
	names := make([]string, 0, len(environment))
	for name, value := range environment {
		names = append(names, "# "+name+"="+value+"\n")
	}
	slices.Sort(names)
	b.WriteString("# providers.toml for kioskhq serve --providers, with these in its environment:\n" + strings.Join(names, ""))
	fmt.Fprintf(&b, `test = true

[tosspayments]
client_key = "test_ck_sim"
secret_key = "env:PGSIM_TOSS"
base_url = "%[1]s/toss"
script_url = "%[1]s/toss/v2/standard"

[kakaopay]
cid = "TC0ONETIME"
secret_key = "env:PGSIM_KAKAO"
base_url = "%[1]s/kakao"

[naverpay]
partner = "kioskd-sim"
client_id = "sim-client"
client_secret = "env:PGSIM_NAVER"
chain_id = "sim-chain"
base_url = "%[1]s/naver"
page_url = "%[1]s/naver"

[bootpay]
client_key = "sim-client"
secret_key = "env:PGSIM_BOOTPAY"
pg = "nicepay"
base_url = "%[1]s/bootpay/v2"
script_url = "%[1]s/bootpay/bootpay.min.js"
`, s.base)
	return b.String()
}

// errLine is the answer to a line that nobody understands.
var errLine = errors.New("write ledger, or PROVIDER CALL MISHAP, or PROVIDER deposit|expire|forge|again ORDER")

// obey carries out one line.
func (s *street) obey(line string) (answer string, err error) {
	words := strings.Fields(line)
	switch {
	case len(words) == 0:
		return "", nil
	case words[0] == "ledger" && len(words) == 1:
		return s.ledger()
	case len(words) < 3:
		return "", errLine
	}
	i := slices.IndexFunc(s.shops, func(k shop) bool { return k.id == words[0] })
	if i < 0 {
		return "", fmt.Errorf("there is no provider %s: %w", words[0], errLine)
	}
	if happen := happenings(s.shops[i].sim)[words[1]]; happen != nil {
		return "", happen(words[2])
	}
	fault, err := pgsim.ParseFault(strings.Join(words[2:], " "))
	if err != nil {
		return "", err
	}
	s.shops[i].sim.Script(words[1], fault)
	return fmt.Sprintf("the next %s at %s: %s", words[1], words[0], strings.Join(words[2:], " ")), nil
}

// happenings are what the world does to an order, as far as a provider has it.
func happenings(p provider) map[string]func(order string) error {
	all := map[string]func(string) error{"expire": p.Expire}
	if d, ok := p.(interface{ Deposit(order string) error }); ok {
		all["deposit"] = d.Deposit
	}
	if f, ok := p.(interface{ Forge(order string) error }); ok {
		all["forge"] = f.Forge
	}
	if a, ok := p.(interface{ Again(order string) error }); ok {
		all["again"] = a.Again
	}
	return all
}

// ledger is what all providers have taken and given back, as JSON.
func (s *street) ledger() (string, error) {
	all := map[string][]pgsim.Entry{}
	for _, k := range s.shops {
		all[k.id] = k.sim.Ledger()
	}
	b, err := json.Marshal(all)
	return string(b), err
}
