//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/drivers/sim"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// book is what somebody believes: which approval numbers took how much money that
// did not go back.
type book map[string]int64

func (b book) sum() (total int64) {
	for _, amount := range b {
		total += amount
	}
	return total
}

// ledgers are the books of everybody who keeps one.
type ledgers struct {
	Van, Journal, HQ, Customers book
	Facts                       int
}

// differ lists the entries on which two books do not agree.
func differ(a, b book, nameA, nameB string) (all []string) {
	numbers := maps.Clone(a)
	maps.Copy(numbers, b)
	for _, n := range slices.Sorted(maps.Keys(numbers)) {
		one, inA := a[n]
		other, inB := b[n]
		if one != other || inA != inB {
			all = append(all, fmt.Sprintf("approval %s: %s %d, %s %d", n, nameA, one, nameB, other))
		}
	}
	return all
}

// disagreements are all of them; none is what the soak is about.
func (l ledgers) disagreements() []string {
	return slices.Concat(differ(l.Van, l.Journal, "VAN", "journal"), differ(l.Van, l.HQ, "VAN", "HQ"),
		differ(l.Van, l.Customers, "VAN", "customers"))
}

// vanBook reads what the simulated VAN keeps.
func (s *shop) vanBook() (book, error) {
	text, err := os.ReadFile(s.path("pad.json"))
	if err != nil {
		return nil, fmt.Errorf("read the VAN's ledger: %w", err)
	}
	var state struct {
		Ledger sim.Ledger `json:"ledger"`
	}
	if err := json.Unmarshal(text, &state); err != nil {
		return nil, fmt.Errorf("read the VAN's ledger: %w", err)
	}
	b := book{}
	for _, e := range state.Ledger.Entries {
		if left := e.Left(); left != 0 {
			b[e.Number] = int64(left)
		}
	}
	return b, nil
}

// pageOfFacts is how many facts kioskd lists at once.
const pageOfFacts = 1000

// journal has the engineer's command list every fact.
func (s *shop) journal(ctx context.Context) (all []kioskapp.Entry, err error) {
	for from := 1; ; from += pageOfFacts {
		out, err := s.engineer(ctx, "queue", "list", "--json", "--from", fmt.Sprint(from), "--limit", fmt.Sprint(pageOfFacts))
		if err != nil {
			return nil, err
		}
		before := len(all)
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var e kioskapp.Entry
			if err := d.Decode(&e); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("read the journal: %w", err)
			}
			all = append(all, e)
		}
		if len(all)-before < pageOfFacts {
			return all, nil
		}
	}
}

// engineer runs a command of kioskd.
func (s *shop) engineer(ctx context.Context, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, "kioskd"), append(args, "--config", s.path("kiosk.toml"))...)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("kioskd %v: %w: %s", args, err, complaint.Bytes())
	}
	return out, nil
}

// journalBook adds the facts up.
func journalBook(facts []kioskapp.Entry) (book, error) {
	b := book{}
	for _, e := range facts {
		var body wire.Body
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return nil, fmt.Errorf("fact %d: %w", e.Seq, err)
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
	return b, nil
}

// hqBook asks HQ as a program of the operator's would, page by page.
func (s *shop) hqBook(ctx context.Context) (book, error) {
	b := book{}
	for after := ""; ; {
		var page struct {
			Payments []hq.Payment `json:"payments"`
			Next     string       `json:"next"`
		}
		if err := getJSON(ctx, "http://"+s.hqAddr+"/api/v1/payments?"+url.Values{"kiosk": {kioskID}, "after": {after}}.Encode(), &page); err != nil {
			return nil, fmt.Errorf("ask HQ for its payments: %w", err)
		}
		for _, p := range page.Payments {
			if p.Status != hq.Approved {
				continue
			}
			if _, twice := b[p.Number]; twice {
				return nil, fmt.Errorf("HQ has approval %s twice", p.Number)
			}
			b[p.Number] = p.Amount - p.Refunded
		}
		if after = page.Next; after == "" {
			return b, nil
		}
	}
}

func getJSON(ctx context.Context, address string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return errors.New(answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// customersBook is what the screens said to customers in the end.
func customersBook(all []outcome) book {
	b := book{}
	for _, o := range all {
		if o.Status == pay.Approved {
			b[o.Number] = int64(o.Total)
		}
	}
	return b
}
