package kioskapp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"kioskd/agent"
	"kioskd/agent/books"
	"kioskd/agent/pay"
	"kioskd/ui/chromium"
)

// ErrNotRunning says that no agent serves on a data folder.
var ErrNotRunning = errors.New("kioskd is not running")

// ErrGone says that an agent that ran does not answer any more.
var ErrGone = errors.New("the running agent has gone away")

// Dial returns the way to the agent that runs on a data folder, or
// [ErrNotRunning].
func Dial(ctx context.Context, dir string) (Engineer, error) {
	text, err := os.ReadFile(filepath.Join(dir, doorFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNotRunning
	}
	if err != nil {
		return nil, fmt.Errorf("reach the running agent: %w; run as the user of the service, or as administrator", err)
	}
	c := client{}
	if err := json.Unmarshal(text, &c.note); err != nil {
		return nil, fmt.Errorf("reach the running agent: %s is damaged: %w", doorFile, err)
	}
	if _, err := c.Status(ctx); err != nil {
		var refused *url.Error
		if errors.As(err, &refused) {
			return nil, ErrNotRunning // it left its note behind: a power cut, or a kill
		}
		return nil, err
	}
	return c, nil
}

// client asks a running agent.
type client struct{ note doorNote }

// maxAnswer bounds what the command line reads, in bytes.
const maxAnswer = 64 << 20

func (c client) call(ctx context.Context, method, path string, body, result any) error {
	answer, err := c.open(ctx, method, path, body)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	return readAnswer(answer, result)
}

// open asks, and returns the answer with its body still to be read and closed.
func (c client) open(ctx context.Context, method, path string, body any) (*http.Response, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+c.note.Address+"/control"+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.note.Token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrGone, err)
	}
	return answer, nil
}

func readAnswer(answer *http.Response, result any) error {
	d := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer))
	if answer.StatusCode == http.StatusOK {
		if err := d.Decode(result); err != nil {
			return fmt.Errorf("%w in the middle of its answer: %w", ErrGone, err)
		}
		return nil
	}
	var f failure
	if err := d.Decode(&f); err != nil || f.Error == "" {
		return fmt.Errorf("the running agent answered %s", answer.Status)
	}
	if f.Fault != nil {
		if cause, ok := strings.CutPrefix(f.Error, f.Fault.Error()+": "); ok {
			f.Fault.Cause = errors.New(cause)
		}
		return f.Fault
	}
	return errors.New(f.Error)
}

func (c client) Status(ctx context.Context) (s Status, err error) {
	err = c.call(ctx, http.MethodGet, "/status", nil, &s)
	return s, err
}

func (c client) ScreenURL(ctx context.Context) (address string, err error) {
	err = c.call(ctx, http.MethodPost, "/screen/url", struct{}{}, &address)
	return address, err
}

func (c client) ScreenPolicy(ctx context.Context) (p chromium.Policy, err error) {
	err = c.call(ctx, http.MethodGet, "/screen/policy", nil, &p)
	return p, err
}

func (c client) PadLast(ctx context.Context) (m pay.Mark, err error) {
	err = c.call(ctx, http.MethodGet, "/pad/last", nil, &m)
	return m, err
}

func (c client) PadPay(ctx context.Context, amount pay.Amount) (pay.Key, error) {
	var begun struct {
		Key pay.Key `json:"key"`
	}
	err := c.call(ctx, http.MethodPost, "/pad/pay", map[string]pay.Amount{"amount": amount}, &begun)
	return begun.Key, err
}

func (c client) PadInfo(ctx context.Context) (i PadInfo, err error) {
	err = c.call(ctx, http.MethodGet, "/pad/info", nil, &i)
	return i, err
}

func (c client) PadTrace(ctx context.Context, since uint64) (t PadTrace, err error) {
	err = c.call(ctx, http.MethodGet, "/pad/trace?since="+strconv.FormatUint(since, 10), nil, &t)
	return t, err
}

func (c client) Payment(ctx context.Context, key pay.Key) (p pay.Payment, err error) {
	err = c.call(ctx, http.MethodGet, "/payments/"+url.PathEscape(string(key)), nil, &p)
	return p, err
}

func (c client) PrintReceipt(ctx context.Context, key pay.Key, refund int) error {
	return c.call(ctx, http.MethodPost, "/payments/"+url.PathEscape(string(key))+"/receipt?refund="+strconv.Itoa(refund), nil, &struct{}{})
}

func (c client) Keys(ctx context.Context) (s KeyState, err error) {
	err = c.call(ctx, http.MethodGet, "/identity", nil, &s)
	return s, err
}

func (c client) RotateIdentity(ctx context.Context) (s KeyState, err error) {
	err = c.call(ctx, http.MethodPost, "/identity/rotate", struct{}{}, &s)
	return s, err
}

func (c client) ClockState(ctx context.Context) (s ClockState, err error) {
	err = c.call(ctx, http.MethodGet, "/clock", nil, &s)
	return s, err
}

func (c client) ClockReset(ctx context.Context) (s ClockState, err error) {
	err = c.call(ctx, http.MethodPost, "/clock/reset", struct{}{}, &s)
	return s, err
}

func (c client) StaffList(ctx context.Context) (cases []agent.Case, err error) {
	err = c.call(ctx, http.MethodGet, "/staff", nil, &cases)
	return cases, err
}

func (c client) Override(ctx context.Context, key pay.Key, name, reason string) error {
	by := map[string]string{"name": name, "reason": reason}
	return c.call(ctx, http.MethodPost, "/staff/"+url.PathEscape(string(key))+"/override", by, &struct{}{})
}

func (c client) Refund(ctx context.Context, r agent.Refund) error {
	return c.call(ctx, http.MethodPost, "/payments/"+url.PathEscape(string(r.Key))+"/refund", r, &struct{}{})
}

func (c client) PutSecret(ctx context.Context, secret string) error {
	return c.call(ctx, http.MethodPost, "/thirdparty/secret", map[string]string{"secret": secret}, &struct{}{})
}

func (c client) DayBooks(ctx context.Context, ask DayAsk) (r books.Report, err error) {
	err = c.call(ctx, http.MethodPost, "/books", ask, &r)
	return r, err
}

func (c client) QueueList(ctx context.Context, from uint64, limit int) (list []Entry, err error) {
	query := url.Values{"from": {strconv.FormatUint(from, 10)}, "limit": {strconv.Itoa(limit)}}
	err = c.call(ctx, http.MethodGet, "/queue?"+query.Encode(), nil, &list)
	return list, err
}

func (c client) QueueCheck(ctx context.Context) error {
	return c.call(ctx, http.MethodPost, "/queue/check", nil, &struct{}{})
}

func (c client) QueueStatus(ctx context.Context) (q Queue, err error) {
	err = c.call(ctx, http.MethodGet, "/queue/status", nil, &q)
	return q, err
}

func (c client) QueueShow(ctx context.Context, seq uint64) (d Detail, err error) {
	err = c.call(ctx, http.MethodGet, "/queue/facts/"+strconv.FormatUint(seq, 10), nil, &d)
	return d, err
}

func (c client) QueueLines(ctx context.Context, from uint64) (lines []Line, err error) {
	err = c.call(ctx, http.MethodGet, "/queue/lines?from="+strconv.FormatUint(from, 10), nil, &lines)
	return lines, err
}
