package web_test

import (
	"log/slog"
	"testing"

	"kioskd/sync/hq"
	"kioskd/sync/hq/store/memory"
	"kioskd/sync/hq/store/postgres"
	"kioskd/sync/hq/store/postgres/pgtest"
)

// TestBrowserWalk is an operator's first day: from an HQ without users to a refund
// by two people. axe-core looks at every page on the way.
//
// On PostgreSQL, too: there the same steps are taken at the same time.
func TestBrowserWalk(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) hq.Store{
		"memory":     func(*testing.T) hq.Store { return memory.New() },
		"postgresql": openPostgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			walk(t, open(t))
		})
	}
}

func walk(t *testing.T, store hq.Store) {
	o := newOffice(t, store)
	kim := o.person()
	kim.arrives()
	shop := kim.enrols("shop-1", "shop-2", "shop-3")
	kim.watches(shop[0])
	kim.prices(shop)
	kim.settles(shop[0])
	kim.isAlarmed()
	kim.tellsOthers(shop[0])
	kim.bills()
	lee := kim.hires("lee")
	kim.refunds(lee, shop[0])
	kim.looksAround()
	kim.takesASecondStep()
	kim.album()
}

var server *pgtest.Cluster

func TestMain(m *testing.M) { pgtest.Main(m, func(c *pgtest.Cluster) { server = c }) }

func openPostgres(t *testing.T) hq.Store {
	t.Helper()
	address, err := pgtest.Need(t, server).Database(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := postgres.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// arrives: nobody can sign in yet, so this machine may add the first admin.
func (p person) arrives() {
	p.Helper()
	p.Opens("/")
	p.Sees("HQ has no users yet")
	p.Opens("/users")
	p.Fills("#new-user", "kim")
	p.Presses("#add-user")
	link := p.Reads("#link")
	p.Goes("/payments")
	p.Looks("sign-in")
	p.Sees("Sign in")
	p.Fills(`input[name="name"]`, "kim")
	p.Fills(`input[name="password"]`, "a guess that is wrong")
	p.Presses("main button")
	p.Sees("Name, password or code is wrong.")
	p.ComesIn(link, "")
}

const (
	paidKey = "0192f0c1-7a3e-7000-8000-0000abcd1234"
	toldKey = "0192f0c1-7a3e-7000-8000-0000abcd9999"
	lostKey = "0192f0c1-7a3e-7000-8000-0000efab5678"
)

// looksAround looks at what is left: books, audit, and a page that is not there.
func (p person) looksAround() {
	p.Helper()
	p.Opens("/books?day=2026-11-21")
	p.Fills(`textarea[name="statement"]`, "승인번호,금액\n30012345,12000\n77777777,500\n")
	p.Presses(`form[action="/books"][method="post"] button`)
	p.Sees("Differences: 1.")
	p.Looks("books")
	p.Opens("/audit?check")
	p.Sees("entries, whole")
	p.Opens("/nowhere")
	p.Opens("/language?to=ko&back=/")
	p.Sees("업로드 대기")
}
