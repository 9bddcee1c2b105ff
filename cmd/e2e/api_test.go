package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/ui"
)

// call speaks to the kiosk's local API.
func (s *stage) call(method, path string, body, result any) error {
	session := ""
	if method != http.MethodGet || strings.HasPrefix(path, "payments/") {
		var err error
		if session, err = s.session(); err != nil {
			return err
		}
	}
	answer, err := send(method, "http://"+s.screenAddr+"/api/v1/"+path, session, body)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= http.StatusBadRequest {
		problem, err := io.ReadAll(answer.Body)
		return errors.Join(fmt.Errorf("%s: %s", answer.Status, problem), err)
	}
	if result == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(result)
}

// opening returns the address that opens the kiosk's screen once, as the program
// gets it that starts the browser.
func (s *stage) opening() (string, error) {
	var made ui.Launched
	answer, err := send(http.MethodPost, "http://"+s.screenAddr+"/api/v1/launches", screenToken, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("open the screen: %s", answer.Status)
	}
	err = json.NewDecoder(answer.Body).Decode(&made)
	return "http://" + s.screenAddr + made.Path, err
}

// session opens the screen, and returns what a browser would keep as a cookie.
func (s *stage) session() (string, error) {
	address, err := s.opening()
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultTransport.RoundTrip(httptest.NewRequest(http.MethodGet, address, nil))
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	if len(answer.Cookies()) != 1 {
		return "", fmt.Errorf("open the screen: %s, and no session", answer.Status)
	}
	return answer.Cookies()[0].Value, nil
}

// send makes one request with a JSON body, and a credential where there is one.
func send(method, url, token string, body any) (*http.Response, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequest(method, url, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return http.DefaultClient.Do(r)
}

// order stores an order: ITEM QUANTITY.
func (s *stage) order(args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	var o pay.Order
	err = s.call(http.MethodPost, "orders", map[string]any{"picks": []agent.Pick{{Item: args[0], Quantity: n}}, "language": "en"}, &o)
	s.key, s.amount = string(o.Key), int64(o.Total)
	return err
}

// pay pays the last order, or another key or amount: pay [KEY|last AMOUNT].
func (s *stage) pay(args []string) error {
	key, amount := s.key, s.amount
	if len(args) == 2 {
		var err error
		if args[0] != "last" {
			key = args[0]
		}
		if amount, err = strconv.ParseInt(args[1], 10, 64); err != nil {
			return err
		}
	}
	return s.call(http.MethodPost, "payments", map[string]any{"key": key, "amount": amount}, nil)
}

func (s *stage) abort([]string) error {
	return s.call(http.MethodPost, "payments/"+s.key+"/abort", struct{}{}, nil)
}

func (s *stage) leave([]string) error {
	return s.call(http.MethodPost, "payments/"+s.key+"/dismiss", struct{}{}, nil)
}

// screen waits until the view is as told: a state, or "pad up", "pad down".
func (s *stage) screen(args []string) error {
	want := strings.Join(args, " ")
	return await("screen "+want, func() (bool, error) {
		var v agent.View
		if err := s.call(http.MethodGet, "view", nil, &v); err != nil {
			return false, err
		}
		switch want {
		case "pad up":
			return v.Pad.Up, nil
		case "pad down":
			return !v.Pad.Up, nil
		}
		return string(v.State) == want, fmt.Errorf("the screen shows %q", v.State)
	})
}

// http sends a request as it is: METHOD PATH [BODY], and fails unless the answer
// is good.
func (s *stage) http(args []string) error {
	var body any = struct{}{}
	if len(args) > 2 {
		body = json.RawMessage(args[2])
	}
	return s.call(args[0], args[1], body, nil)
}

// list asks the engineer's command for the journal.
func (s *stage) list() ([]kioskapp.Entry, error) {
	cmd := exec.Command(filepath.Join(bin, "kioskd"), "queue", "list", "--json", "--limit", "1000", "--config", s.path("kiosk.toml"))
	cmd.Env = s.env
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("kioskd queue list: %w", err)
	}
	var list []kioskapp.Entry
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var e kioskapp.Entry
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
}

// fact waits until the journal has a fact of a kind about the last order.
func (s *stage) fact(args []string) error {
	return await("fact "+args[0], func() (bool, error) {
		list, err := s.list()
		for _, e := range list {
			if e.Kind == args[0] && e.Key == s.key {
				return true, nil
			}
		}
		return false, err
	})
}

// uploaded waits until HQ has acknowledged everything.
func (s *stage) uploaded([]string) error {
	return await("uploaded", func() (bool, error) {
		list, err := s.list()
		return len(list) > 0 && list[len(list)-1].Sent, err
	})
}
