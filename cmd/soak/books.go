//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/ledger"
	"kioskd/sync/hq"
)

// ledgers are the books of everybody who keeps one.
type ledgers struct {
	Van, Journal, HQ, Customers ledger.Book
	Facts                       int
}

// disagreements are all of them; none is what the soak is about.
func (l ledgers) disagreements() []string {
	return slices.Concat(ledger.Differ(l.Van, l.Journal, "VAN", "journal"), ledger.Differ(l.Van, l.HQ, "VAN", "HQ"),
		ledger.Differ(l.Van, l.Customers, "VAN", "customers"))
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

// hqBook asks HQ as a program of the operator's would, page by page.
func (s *shop) hqBook(ctx context.Context) (ledger.Book, error) {
	b := ledger.Book{}
	for after := ""; ; {
		var page struct {
			Payments []hq.Payment `json:"payments"`
			Next     string       `json:"next"`
		}
		if err := getJSON(ctx, "http://"+s.hqAddr+"/api/v1/payments?"+url.Values{"kiosk": {kioskID}, "after": {after}}.Encode(), &page); err != nil {
			return nil, fmt.Errorf("ask HQ for its payments: %w", err)
		}
		if err := b.AddPayments(page.Payments); err != nil {
			return nil, err
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
func customersBook(all []outcome) ledger.Book {
	b := ledger.Book{}
	for _, o := range all {
		if o.Status == pay.Approved {
			b[o.Number] = int64(o.Total)
		}
	}
	return b
}
