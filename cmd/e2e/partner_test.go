package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"kioskd/agent"
	"kioskd/agent/settings"
	"kioskd/cmd/internal/config"
	"kioskd/cmd/internal/kioskapp"
)

// partnerCmd is the operator's own server, or the client on the serial line:
//
//	customer WAYS…      the kiosk's customers choose what the server lists
//	server WAYS…        the kiosk is told of the server, and of its ways
//	reader              the kiosk is told of the client
//	refused             the kiosk is told of the server, and has a serial line all the same
//	start, stop, kill   the server
//	client, unplug      the client with its serial line; the line is pulled
//	bill KEY AMOUNT     there is something to pay
//	push KEY            the server announces it
//	ask KEY             the client asks for it
//	pick KEY            a customer chooses it
//	stored KEY…         wait until each is stored there as paid, once
//	alike KEY…          the journal and what is stored are the same for all, but for names and numbers
//	begun COUNT         so many charges have left, ever
func (s *stage) partnerCmd(args []string) error {
	do := map[string]func([]string) error{
		"customer": s.setPartner("server", config.ModeTerminal), "server": s.setPartner("catalogue", config.ModeTerminal),
		"reader": s.setPartner("server", config.ModeReader), "refused": s.setRefused,
		"start": s.startPartner, "stop": func([]string) error { return s.partner.end(false) }, "kill": func([]string) error { return s.partner.end(true) },
		"client": s.startClient, "unplug": func([]string) error { return s.serial.close() },
		"bill": s.bill, "push": s.push, "ask": s.askClient, "pick": s.pick, "stored": s.stored, "alike": s.alike, "begun": s.begun,
	}
	if len(args) == 0 || do[args[0]] == nil {
		return fmt.Errorf("partner: no such word in %q", args)
	}
	return do[args[0]](args[1:])
}

// setPartner has the configuration name a partner when it is written next.
func (s *stage) setPartner(orders, mode string) func([]string) error {
	return func(ways []string) (err error) {
		if s.partnerAddr == "" {
			if s.partnerAddr, err = freePort(); err != nil {
				return err
			}
		}
		t := settings.ThirdParty{Mode: mode, Ways: ways, PollEvery: "200ms"}
		if mode == config.ModeTerminal {
			t.URL = "http://" + s.partnerAddr
			t.SignIn = settings.ThirdPartySignIn{Kind: "token", SecretFile: s.path("token")}
		} else {
			t.Port = s.path("kiosk-serial")
		}
		s.orders, s.thirdparty = orders, t
		return s.writeConfig()
	}
}

func (s *stage) setRefused([]string) error {
	if err := s.setPartner("catalogue", config.ModeTerminal)(nil); err != nil {
		return err
	}
	s.thirdparty.Port = s.path("kiosk-serial")
	return s.writeConfig()
}

func (s *stage) startPartner([]string) (err error) {
	s.partner, err = s.program("thirdparty-server", "--listen", s.partnerAddr, "--payments", s.path("payments.jsonl"), "--token", token)
	if err != nil {
		return err
	}
	if _, err = s.partner.says("listening on", 0); err != nil {
		return err
	}
	for _, b := range s.bills { // it keeps them in memory alone
		if err := s.atPartner("bills", b); err != nil {
			return err
		}
	}
	return nil
}

type billed struct {
	Key    string `json:"paymentKey"`
	Name   string `json:"name"`
	Amount int64  `json:"amount"`
}

// atPartner speaks to the server as the shop's own people do. It may have been
// started this moment.
func (s *stage) atPartner(path string, body any) error {
	return await("the server takes "+path, func() (bool, error) {
		answer, err := send(http.MethodPost, "http://"+s.partnerAddr+"/"+path, token, body)
		if err != nil {
			return false, err
		}
		return answer.StatusCode == http.StatusOK, answer.Body.Close()
	})
}

func (s *stage) bill(args []string) error {
	b := billed{Key: args[0], Name: "Consultation"}
	if _, err := fmt.Sscan(args[1], &b.Amount); err != nil {
		return err
	}
	s.bills = append(s.bills, b)
	text, err := json.Marshal(s.bills)
	if err == nil {
		err = os.WriteFile(s.path("items.json"), text, 0o600)
	}
	if err == nil && s.partner != nil && !s.partner.over() {
		err = s.atPartner("bills", b)
	}
	return err
}

func (s *stage) push(args []string) error { return s.atPartner("push", billed{Key: args[0]}) }

// pick chooses what is listed, as a customer at the screen does.
func (s *stage) pick(args []string) error {
	err := await(args[0]+" is listed", func() (bool, error) {
		var list agent.Listing
		if err := s.call(http.MethodGet, "catalogue", nil, &list); err != nil {
			return false, err
		}
		return slices.ContainsFunc(list.Items, func(i agent.Item) bool { return i.ID == args[0] }), nil
	})
	if err != nil {
		return err
	}
	return s.order([]string{args[0], "1"})
}

// startClient joins the two serial lines, if they are not, and starts the client.
func (s *stage) startClient([]string) (err error) {
	if s.serial == nil || s.serial.over() {
		if s.serial, err = joinLines(s.path("kiosk-serial"), s.path("client-serial")); err != nil {
			return err
		}
	}
	if s.client != nil && !s.client.over() {
		return nil
	}
	s.client, err = s.program("reader-client", "--port", s.path("client-serial"), "--items", s.path("items.json"), "--results", s.path("results.jsonl"))
	if err != nil {
		return err
	}
	_, err = s.client.says("listening on", 0)
	return err
}

func (s *stage) askClient(args []string) error {
	_, err := s.client.typed.Write([]byte(args[0] + "\n"))
	return err
}

// rows reads what the server and the client have stored.
func (s *stage) rows(file string) (rows []map[string]any, err error) {
	text, err := os.ReadFile(s.path(file))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		row := map[string]any{}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// stored waits until each key is stored as paid, and once.
func (s *stage) stored(keys []string) error {
	for _, key := range keys {
		err := await(key+" is stored", func() (bool, error) {
			row, err := s.rowOf(key)
			return row != nil && row["status"] == "approved" && row["approvalNumber"] != "", err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rowOf returns what is stored of a payment, nil for nothing yet. Server and client
// store it once each. Both may: a kiosk that is stopped before it has heard the
// server's thanks tells the client, and has to tell the same.
func (s *stage) rowOf(key string) (stored map[string]any, err error) {
	for _, file := range []string{"payments.jsonl", "results.jsonl"} {
		rows, err := s.rows(file)
		if err != nil {
			return nil, err
		}
		rows = slices.DeleteFunc(rows, func(row map[string]any) bool { return row["paymentKey"] != key })
		if len(rows) > 1 {
			return nil, finalError{fmt.Errorf("%s is stored %d times in %s", key, len(rows), file)}
		}
		if len(rows) == 0 {
			continue
		}
		if diff := cmp.Diff(told(stored), told(rows[0])); stored != nil && diff != "" {
			return nil, finalError{fmt.Errorf("%s is told in two ways (-server +client):\n%s", key, diff)}
		}
		stored = rows[0]
	}
	return stored, nil
}

// told is what a payment was said to be, in whichever way.
func told(row map[string]any) any {
	return []any{row["approvalNumber"], row["timestamp"], plainly(row)}
}

// alike compares what is stored of payments, and their journals, as far as another
// key, number and time do not make them differ.
func (s *stage) alike(keys []string) error {
	var first any
	for _, key := range keys {
		row, err := s.rowOf(key)
		if err != nil {
			return err
		}
		facts, err := s.factsOf(key)
		if err != nil {
			return err
		}
		one := any(map[string]any{"row": plainly(row), "facts": plainly(facts)})
		if first == nil {
			first = one
		}
		if diff := cmp.Diff(first, one); diff != "" {
			return fmt.Errorf("%s differs from %s (-%s +%s):\n%s", key, keys[0], keys[0], key, diff)
		}
	}
	return nil
}

// factsOf reads the journal of the running kiosk.
func (s *stage) factsOf(key string) (all []any, err error) {
	said, err := s.typed("kioskd", "queue", "list", "--json", "--limit", "1000")
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, said)
	}
	for line := range strings.Lines(said) {
		var e kioskapp.Entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			return nil, err
		}
		if e.Key != key {
			continue
		}
		var body any
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return nil, err
		}
		all = append(all, map[string]any{"kind": e.Kind, "sum": e.Sum, "body": body})
	}
	return all, nil
}

// differing are fields that no two payments have in common.
var differing = []string{
	"paymentKey", "key", "approvalNumber", "number", "timestamp", "at", "sent_at", "ref", "clock", "driver", "mark", "slip", "receipt",
}

// plainly leaves out what differs between any two payments.
func plainly(v any) any {
	switch v := v.(type) {
	case map[string]any:
		rest := map[string]any{}
		for name, value := range v {
			// A field that is empty and one that is missing say the same.
			if p := plainly(value); !slices.Contains(differing, name) && p != nil && p != "" && p != 0.0 {
				rest[name] = p
			}
		}
		return rest
	case []any:
		rest := make([]any, len(v))
		for i, value := range v {
			rest[i] = plainly(value)
		}
		return rest
	}
	return v
}

// begun counts the charges that have left the kiosk.
func (s *stage) begun(args []string) error {
	said, err := s.typed("kioskd", "queue", "list", "--json", "--limit", "1000")
	if n := strings.Count(said, `"kind":"started"`); fmt.Sprint(n) != args[0] {
		return fmt.Errorf("%d charges have left, want %s: %w", n, args[0], err)
	}
	return err
}
