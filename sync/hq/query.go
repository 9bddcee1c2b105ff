package hq

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"kioskd/sync/hq/said"
)

// Next returns the place from which the next page goes on; it is zero when the
// page was the last.
func Next(f Filter, page []Payment) Place {
	if len(page) < f.Size() {
		return Place{}
	}
	return page[len(page)-1].Place()
}

// ParseFilter reads the query of a list of payments: kiosk, key, status, refunded,
// from, until, q (what to look for), limit and after.
func ParseFilter(q url.Values) (f Filter, err error) {
	f = Filter{Kiosk: q.Get("kiosk"), Key: q.Get("key"), Status: q.Get("status"), Search: q.Get("q"), Refunded: q.Get("refunded") == "true"}
	if f.Status != "" && !slices.Contains(Statuses, f.Status) {
		return f, said.No(nil, "status %q is none of %v", f.Status, Statuses)
	}
	if len(f.Search) > maxSearch {
		return f, said.No(nil, "q has more than %d bytes", maxSearch)
	}
	if f.From, err = parseTime("from", q.Get("from")); err != nil {
		return f, err
	}
	if f.Until, err = parseTime("until", q.Get("until")); err != nil {
		return f, err
	}
	if f.Limit, err = ParseLimit(q.Get("limit")); err != nil {
		return f, err
	}
	f.After, err = ParsePlace(q.Get("after"))
	return f, err
}

// maxSearch bounds what to look for, in bytes.
const maxSearch = 100

func parseTime(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, said.No(nil, "%s %q is not a time as in 2026-01-05T09:00:00Z", name, text)
	}
	return t, nil
}

// ParseLimit reads how many to show on a page; 0 when nothing is said.
func ParseLimit(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > MaxLimit {
		return 0, said.No(nil, "limit %q is not a number from 1 to %d", text, MaxLimit)
	}
	return n, nil
}
