package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/ledger"
	"kioskd/sync/wire"
)

// killPoint is a moment of a payment: kill -9 comes as soon as the journal has a
// fact of this kind, or the pad has said this.
type killPoint struct{ fact, pad string }

func (p killPoint) String() string { return strings.TrimSpace(p.fact + " " + p.pad) }

// dialect is what the test has to know about a pad's dialogue.
type dialect struct {
	item    string // that is ordered
	card    string // a card was shown
	charged string // the pad has the charge
	times   int    // how often each point is tried

	points map[string][]killPoint // by what the customer does
}

// dialects are those of the drivers. A ZVT pad takes its time to give up on an
// agent that has died, and takes back what was not accepted.
var dialects = map[string]dialect{
	"smartro": {"americano", "card detected", "← B charge", 2, map[string][]killPoint{
		"begins to pay": {
			{fact: wire.KindOrdered}, {pad: "← E standby"}, {pad: "← L last approval"}, {fact: wire.KindStarted}, {pad: "← B charge"},
		},
		"pays": {
			{pad: "card detected"}, {pad: "VAN approved"}, {pad: "→ b"}, {fact: wire.KindOffered}, {pad: "← ack"}, {fact: wire.KindApproved},
		},
		"cancels": {
			{fact: wire.KindAbort}, {pad: "VAN approved"}, {fact: wire.KindHeld}, {fact: wire.KindVoiding},
		},
		"is refunded": {
			{fact: wire.KindVoiding}, {pad: "← C cancel"}, {pad: "VAN cancelled"}, {pad: "→ c"}, {pad: "← ack"}, {fact: wire.KindVoided},
		},
	}},
	"zvt": {"espresso", "a card is shown", "← 06 01", 2, map[string][]killPoint{
		"begins to pay": {
			{fact: wire.KindOrdered}, {pad: "← 06 20"}, {fact: wire.KindStarted}, {pad: "← 06 01"},
		},
		"pays": {
			{pad: "a card is shown"}, {pad: "VAN approved"}, {pad: "→ 04 0F"}, {fact: wire.KindOffered}, {pad: "→ 06 D3"},
			{pad: "the approval is final"}, {pad: "→ 06 0F"}, {fact: wire.KindApproved},
		},
		"cancels": {
			{fact: wire.KindAbort}, {fact: wire.KindHeld}, {fact: wire.KindVoiding},
		},
		"is refunded": {
			{fact: wire.KindVoiding}, {pad: "← 06 30"}, {pad: "VAN reversed"}, {pad: "→ 04 0F"}, {pad: "→ 06 D3"},
			{pad: "the approval is final"}, {fact: wire.KindVoided},
		},
	}},
}

// TestKilledAnywhere kills the agent with kill -9 at each point, starts it again,
// and holds the three ledgers against one another.
func TestKilledAnywhere(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the pad is simulated on a pseudo-terminal, which Windows does not have")
	}
	for driver, d := range dialects {
		points := 0
		for does, at := range d.points {
			points += len(at)
			t.Run(driver+"-"+strings.ReplaceAll(does, " ", "-"), func(t *testing.T) {
				t.Parallel()
				newKiller(t, driver, does).all(slices.Repeat(at, d.times))
			})
		}
		if points < 20 {
			t.Errorf("%s: %d points, want 20 or more", driver, points)
		}
	}
}

// killer is a stage on which the agent dies again and again.
type killer struct {
	*testing.T
	*stage
	dialect
	does string
}

func newKiller(t *testing.T, driver, does string) killer {
	s, err := openStage(t.TempDir(), os.Environ())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.clear)
	k := killer{t, s, dialects[driver], does}
	k.must(s.shop([]string{driver}))
	return k
}

func (k killer) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatalf("%v\n%s", err, k.lastWords())
	}
}

func (k killer) all(points []killPoint) {
	script := "start"
	if k.does == "cancels" {
		script = "start " + strings.Repeat("approve stubborn van=1s; ", len(points)) // the VAN approves although the customer cancels
	}
	k.must(k.hqCmd([]string{"start"}))
	k.must(k.padCmd(strings.Fields(script)))
	for _, p := range points {
		k.killAt(p)
	}
	k.must(k.kioskCmd([]string{"start"}))
	k.must(k.settled())
	van, journal := k.ledgers()
	if diff := cmp.Diff(van, journal); diff != "" {
		k.Fatalf("VAN and journal differ (-van +journal)\n%s", diff)
	}
	var sum int64
	for _, a := range van {
		sum += a
	}
	k.must(k.books([]string{fmt.Sprint(len(van)), fmt.Sprint(sum)}))
	k.Logf("%d kills; %d sales of %d stand, at the VAN, in the journal and at HQ", len(points), len(van), sum)
}

// killAt brings a payment to a point, and the agent to its end.
func (k killer) killAt(p killPoint) {
	k.must(k.kioskCmd([]string{"start"}))
	k.must(k.settled())
	k.must(k.screen([]string{"pad", "up"}))
	k.must(k.order([]string{k.item, "1"}))
	if k.does == "is refunded" {
		k.must(k.pay(nil))
		k.must(k.screen([]string{"approved"}))
	}
	k.heard = len(k.pad.words())
	k.act(p)
	if err := k.reach(p); err != nil {
		k.Fatalf("%s: %v\n%s", p, err, k.lastWords())
	}
	k.must(k.kiosk.end(true))
	k.letThePadFinish()
}

// act is what the customer, or the staff, do in this story.
func (k killer) act(p killPoint) {
	switch {
	case k.does == "is refunded":
		k.must(k.control(http.MethodPost, "payments/"+k.key+"/refund", agent.Refund{Reason: "killed"}, nil))
	case p.fact != wire.KindOrdered:
		k.must(k.pay(nil))
	}
	if k.does != "cancels" {
		return
	}
	k.must(k.dialogue([]string{k.card}))
	k.must(k.abort(nil))
	if p.fact == wire.KindVoiding {
		k.must(k.screen([]string{"held"}))
		k.must(k.leave(nil))
	}
}

// reach waits for the point.
func (k killer) reach(p killPoint) error {
	if p.pad != "" {
		return k.dialogue([]string{p.pad})
	}
	return k.hasFact(p.fact)
}

// hasFact waits until the running agent's journal has a fact about the last order.
func (s *stage) hasFact(kind string) error {
	return awaitEach(time.Millisecond, kind, func() (bool, error) {
		list, err := s.facts()
		for _, e := range list {
			if e.Kind == kind && e.Key == s.key {
				return true, nil
			}
		}
		return false, err
	})
}

// letThePadFinish lets a charge that the pad has taken come to its end while no
// agent is there, as a customer would who does not know.
func (k killer) letThePadFinish() {
	said := k.pad.words()[k.heard:]
	charged := strings.Count(said, k.charged) > strings.Count(said, "VAN approved")
	if charged {
		k.must(k.dialogue([]string{"VAN approved"}))
	}
}

// settled waits until no payment is open any more.
func (k killer) settled() error { return k.rests(func(agent.View) error { return nil }) }

// rests waits until no payment is open any more, and has somebody look at each ending
// that the screen shows.
func (s *stage) rests(look func(agent.View) error) error {
	return awaitFor(3*time.Minute, 50*time.Millisecond, "everything to be settled", func() (bool, error) {
		var v agent.View
		if err := s.call(http.MethodGet, "view", nil, &v); err != nil {
			return false, err
		}
		switch v.State {
		case agent.Idle:
			open, err := s.open()
			return open == 0, err
		case agent.Held, agent.Approved, agent.NotCharged, agent.Voided, agent.Declined, agent.Failed:
			if err := look(v); err != nil {
				return false, err
			}
			return false, s.call(http.MethodPost, "payments/"+string(v.Payment.Key)+"/dismiss", struct{}{}, nil)
		case agent.Unresolved:
			return false, finalError{fmt.Errorf("payment %s is unresolved", v.Payment.Key)}
		}
		return false, fmt.Errorf("the screen shows %q", v.State)
	})
}

// open counts the payments without an ending.
func (s *stage) open() (n int, err error) {
	list, err := s.facts()
	if err != nil {
		return 0, err
	}
	keys := map[string]bool{}
	for _, e := range list {
		if e.Key != "" && e.Key != string(agent.BaselineKey) {
			keys[e.Key] = true
		}
	}
	for key := range maps.Keys(keys) {
		var p pay.Payment
		if err := s.control(http.MethodGet, "payments/"+key, nil, &p); err != nil {
			return 0, err
		}
		if p.Status.Open() {
			n++
		}
	}
	return n, nil
}

// ledgers are those of the VAN and of the journal, while the programs run.
func (k killer) ledgers() (van, journal ledger.Book) {
	van, err := k.vanBook()
	k.must(err)
	journal, err = k.journalBook()
	k.must(err)
	return van, journal
}

// facts asks the running agent for its journal.
func (s *stage) facts() (list []kioskapp.Entry, err error) {
	err = s.control(http.MethodGet, "queue?from=1&limit=1000", nil, &list)
	return list, err
}

// control asks the running agent as the command line does.
func (s *stage) control(method, path string, body, result any) error {
	var note struct{ Address, Token string }
	text, err := os.ReadFile(s.path("data/control.json"))
	if err == nil {
		err = json.Unmarshal(text, &note)
	}
	if err != nil {
		return err
	}
	answer, err := send(method, "http://"+note.Address+"/control/"+path, note.Token, body)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return errors.New(answer.Status)
	}
	if result == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(result)
}
