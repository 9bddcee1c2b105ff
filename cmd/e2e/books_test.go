package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"

	"kioskd/cmd/internal/ledger"
	"kioskd/sync/hq"
)

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
	if len(van) != count || van.Sum() != sum {
		return fmt.Errorf("%d sales of %d in all, want %d of %d", len(van), van.Sum(), count, sum)
	}
	return nil
}

func (s *stage) compareJournal(van ledger.Book) error {
	journal, err := s.journalBook()
	if err != nil {
		return err
	}
	if diff := cmp.Diff(van, journal); diff != "" {
		return fmt.Errorf("VAN and journal differ (-van +journal)\n%s", diff)
	}
	return nil
}

func (s *stage) vanBook() (ledger.Book, error) {
	van, err := ledger.OfVAN(s.path("pad.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return ledger.Book{}, nil // the VAN has never heard of this pad
	}
	return van, err
}

func (s *stage) journalBook() (ledger.Book, error) {
	list, err := s.list()
	if err != nil {
		return nil, err
	}
	return ledger.OfJournal(list)
}

// hqBook waits until HQ has everything, and asks it as a machine would.
func (s *stage) hqBook() (ledger.Book, error) {
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
	for _, p := range found.Payments {
		if !p.Test {
			return nil, fmt.Errorf("payment %s of a simulated pad is not marked as test", p.Key)
		}
	}
	b := ledger.Book{}
	return b, b.AddPayments(found.Payments)
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
