package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"

	"kioskd/drivers/sim"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// book is what somebody believes: which approval numbers took how much money and
// did not give it back.
type book map[string]int64

// books holds the three ledgers against one another: COUNT of sales, and their
// SUM. Every program is stopped, so that what counts is on disk. With the word
// "restored" the journal is left out, since it is one of an earlier day.
func (s *stage) books(args []string) error {
	count, countErr := strconv.Atoi(args[0])
	sum, sumErr := strconv.ParseInt(args[1], 10, 64)
	if err := errors.Join(countErr, sumErr); err != nil {
		return err
	}
	atHQ, err := s.hqBook()
	if err != nil {
		return err
	}
	for _, p := range []*program{s.kiosk, s.pad, s.hq} {
		if p != nil && !p.over() {
			if err := p.end(false); err != nil {
				return err
			}
		}
	}
	van, err := s.vanBook()
	if err != nil {
		return err
	}
	if len(args) == 2 {
		if err := s.compareJournal(van); err != nil {
			return err
		}
	}
	if diff := cmp.Diff(van, atHQ); diff != "" {
		return fmt.Errorf("VAN and HQ differ (-van +hq)\n%s", diff)
	}
	var total int64
	for _, a := range van {
		total += a
	}
	if len(van) != count || total != sum {
		return fmt.Errorf("%d sales of %d in all, want %d of %d", len(van), total, count, sum)
	}
	return nil
}

func (s *stage) compareJournal(van book) error {
	journal, err := s.journalBook()
	if err != nil {
		return err
	}
	if diff := cmp.Diff(van, journal); diff != "" {
		return fmt.Errorf("VAN and journal differ (-van +journal)\n%s", diff)
	}
	return nil
}

func (s *stage) vanBook() (book, error) {
	text, err := os.ReadFile(s.path("pad.json"))
	if errors.Is(err, os.ErrNotExist) {
		return book{}, nil // the VAN has never heard of this pad
	}
	if err != nil {
		return nil, err
	}
	var state struct {
		Ledger sim.Ledger `json:"ledger"`
	}
	b := book{}
	err = json.Unmarshal(text, &state)
	for _, e := range state.Ledger.Entries {
		if left := e.Left(); left > 0 {
			b[e.Number] = int64(left)
		}
	}
	return b, err
}

func (s *stage) journalBook() (book, error) {
	list, err := s.list()
	b := book{}
	for _, e := range list {
		var body wire.Body
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return nil, err
		}
		switch e.Kind {
		case wire.KindApproved, wire.KindHeld, wire.KindLate:
			if e.Sum == 0 {
				continue // an answer that came late, and is approved by a fact of its own
			}
			if _, twice := b[body.Approval.Number]; twice {
				return nil, fmt.Errorf("the journal has approval %s twice", body.Approval.Number)
			}
			b[body.Approval.Number] = e.Sum
		case wire.KindVoided:
			delete(b, body.Approval.Number)
		}
	}
	return b, err
}

// hqBook waits until HQ has everything, and asks it as a machine would.
func (s *stage) hqBook() (book, error) {
	if err := s.uploaded(nil); err != nil {
		return nil, err
	}
	answer, err := http.Get("http://" + s.hqAddr + "/api/v1/payments?kiosk=" + kioskID)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	var found struct {
		Payments []hq.Payment `json:"payments"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&found); err != nil {
		return nil, err
	}
	b := book{}
	for _, p := range found.Payments {
		if p.Status == hq.Approved {
			if _, twice := b[p.Number]; twice {
				return nil, fmt.Errorf("HQ has approval %s twice", p.Number)
			}
			b[p.Number] = p.Amount
		}
		if !p.Test {
			return nil, fmt.Errorf("payment %s of a simulated pad is not marked as test", p.Key)
		}
	}
	return b, nil
}

// tells reports whether a text has all the words.
func tells(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
