// Package street is the payment providers without the providers, side by side: the
// simulators of Toss Payments, Kakao Pay, Naver Pay and Bootpay on one address, and
// the operator's file with which HQ takes payments there. No money moves.
//
// The program pgsim serves it, the demo runs it beside HQ, and tests pay there with
// two browsers.
package street

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"kioskd/agent/pay"
	"kioskd/sync/hq/pg/pgsim"
	"kioskd/sync/hq/pg/pgsim/bootpay"
	"kioskd/sync/hq/pg/pgsim/kakao"
	"kioskd/sync/hq/pg/pgsim/naver"
	"kioskd/sync/hq/pg/pgsim/toss"
)

// Simulated are the secrets that open the simulators where nobody says others, by the
// provider's name. They open nothing else.
var Simulated = map[string]string{
	"tosspayments": "test_sk_sim", "kakaopay": "DEV_sim", "naverpay": "sim-secret", "bootpay": "sim-secret",
}

// Options say what a street is.
type Options struct {
	Base    string            // address at which it is served
	HQ      string            // address of HQ, for webhooks; without it none are sent
	Secrets map[string]string // by the provider's name; nil for [Simulated]
	Say     func(string)      // hears what happens, in words; nil for nobody
	Random  io.Reader         // makes the names of payments; nil for crypto/rand
}

// Street has all providers, each behind a door of its own. It is a [http.Handler].
type Street struct {
	Base  string
	shops []shop
	mux   *http.ServeMux
}

// shop is one provider on the street.
type shop struct {
	id  string // as kioskhq calls it
	sim Provider
}

// Provider is what all simulators can do.
type Provider interface {
	http.Handler
	Run(ctx context.Context) error
	Script(call string, faults ...pgsim.Fault)
	Ledger() []pgsim.Entry
	Balance() pay.Amount
	Expire(order string) error
}

// New builds the providers.
func New(o Options) *Street {
	s := &Street{Base: o.Base, mux: http.NewServeMux()}
	if o.Secrets == nil {
		o.Secrets = Simulated
	}
	of := o.of
	s.open("toss", "tosspayments", toss.New(toss.Options{Options: of("toss", "tosspayments"), SecretKey: o.Secrets["tosspayments"]}))
	s.open("kakao", "kakaopay", kakao.New(kakao.Options{Options: of("kakao", "kakaopay"), SecretKey: o.Secrets["kakaopay"]}))
	s.open("naver", "naverpay", naver.New(naver.Options{Options: of("naver", "naverpay"), ClientSecret: o.Secrets["naverpay"]}))
	s.open("bootpay", "bootpay", bootpay.New(bootpay.Options{Options: of("bootpay", "bootpay"), SecretKey: o.Secrets["bootpay"]}))
	return s
}

// of is what all simulators share, for one of them.
func (o Options) of(door, id string) pgsim.Options {
	all := pgsim.Options{Prefix: "/" + door, Random: o.Random}
	if o.Say != nil {
		all.Say = func(line string) { o.Say(id + ": " + line) }
	}
	if o.HQ != "" {
		all.Hook = strings.TrimRight(o.HQ, "/") + "/hooks/" + id
	}
	return all
}

func (s *Street) open(door, id string, p Provider) {
	s.shops = append(s.shops, shop{id, p})
	s.mux.Handle("/"+door+"/", p)
}

// Provider returns the provider of that name, nil if there is none.
func (s *Street) Provider(id string) Provider {
	for _, shop := range s.shops {
		if shop.id == id {
			return shop.sim
		}
	}
	return nil
}

// Run sends webhooks until the context ends.
func (s *Street) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, shop := range s.shops {
		group.Go(func() error { return shop.sim.Run(ctx) })
	}
	return group.Wait()
}

// ServeHTTP implements [http.Handler].
func (s *Street) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// File is the operator's file of providers, without public_url. Place says where the
// secret of a provider is kept, as in env:NAME or file:PATH.
func (s *Street) File(place func(id string) string) string {
	return fmt.Sprintf(`test = true

[tosspayments]
client_key = "test_ck_sim"
secret_key = %[2]q
base_url = "%[1]s/toss"
script_url = "%[1]s/toss/v2/standard"

[kakaopay]
cid = "TC0ONETIME"
secret_key = %[3]q
base_url = "%[1]s/kakao"

[naverpay]
partner = "kioskd-sim"
client_id = "sim-client"
client_secret = %[4]q
chain_id = "sim-chain"
base_url = "%[1]s/naver"
page_url = "%[1]s/naver"

[bootpay]
client_key = "sim-client"
secret_key = %[5]q
pg = "nicepay"
base_url = "%[1]s/bootpay/v2"
script_url = "%[1]s/bootpay/bootpay.min.js"
`, s.Base, place("tosspayments"), place("kakaopay"), place("naverpay"), place("bootpay"))
}

// errLine is the answer to a line that nobody understands.
var errLine = errors.New("write ledger, or PROVIDER CALL MISHAP, or PROVIDER deposit|expire|forge|again ORDER")

// Obey carries out one line.
func (s *Street) Obey(line string) (answer string, err error) {
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
func happenings(p Provider) map[string]func(order string) error {
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
func (s *Street) ledger() (string, error) {
	all := map[string][]pgsim.Entry{}
	for _, k := range s.shops {
		all[k.id] = k.sim.Ledger()
	}
	b, err := json.Marshal(all)
	return string(b), err
}
