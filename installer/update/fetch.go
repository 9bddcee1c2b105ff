package update

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// errStale says that what has arrived does not fit what the server has.
var errStale = errors.New("the server has another file than before")

// fetch brings a file to disk from where it stopped the last time, and tells how
// many bytes are there. What has arrived stays when it fails.
func (f *Folder) fetch(ctx context.Context, client *http.Client, address, part string, size int64, tell func(done int64)) error {
	have, err := f.length(part)
	if err != nil {
		return err
	}
	if have > size {
		have = 0
		if err := f.disk.RemoveAll(part); err != nil {
			return err
		}
	}
	if have == size {
		return nil
	}
	answer, err := ranged(ctx, client, address, have, size)
	if errors.Is(err, errStale) {
		return errors.Join(err, f.disk.RemoveAll(part))
	}
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	return f.take(answer, part, have, size, tell)
}

// ranged asks for what is missing.
func ranged(ctx context.Context, client *http.Client, address string, from, size int64) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	if from > 0 {
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	switch {
	case answer.StatusCode == http.StatusOK:
		return answer, nil
	case answer.StatusCode == http.StatusPartialContent && rangeFits(answer.Header.Get("Content-Range"), from, size):
		return answer, nil
	}
	_ = answer.Body.Close()
	if answer.StatusCode == http.StatusPartialContent || answer.StatusCode == http.StatusRequestedRangeNotSatisfiable {
		return nil, errStale
	}
	return nil, fmt.Errorf("%s answers %s", address, answer.Status)
}

// rangeFits reads Content-Range, as in "bytes 100-199/200" (RFC 9110, 14.4).
func rangeFits(header string, from, size int64) bool {
	rest, ok := strings.CutPrefix(header, "bytes ")
	span, all, ok2 := strings.Cut(rest, "/")
	first, _, ok3 := strings.Cut(span, "-")
	return ok && ok2 && ok3 && first == strconv.FormatInt(from, 10) && (all == "*" || all == strconv.FormatInt(size, 10))
}

// take writes what comes to the end of what is there, or anew where the server
// sends all.
func (f *Folder) take(answer *http.Response, part string, have, size int64, tell func(int64)) error {
	if answer.StatusCode == http.StatusOK && have > 0 {
		have = 0
		if err := f.disk.RemoveAll(part); err != nil {
			return err
		}
	}
	file, err := f.disk.Append(part)
	if err != nil {
		return ofDisk(err)
	}
	w := taker{file}
	patient := newPatient(answer.Body)
	defer patient.stop()
	body := &counter{r: io.LimitReader(patient, size-have+1), n: have, tell: tell}
	_, err = io.Copy(w, body)
	err = errors.Join(err, w.Sync(), w.Close())
	switch {
	case err == nil && body.n > size:
		return errors.Join(fmt.Errorf("the file is longer than the %d bytes of its manifest", size), f.disk.RemoveAll(part))
	case err == nil && body.n < size:
		return fmt.Errorf("the file ends after %d of %d bytes", body.n, size)
	}
	return err
}

// errDisk says that it is the disk that is in the way: no other server helps, and
// what has arrived takes room that the journal may need.
var errDisk = errors.New("the disk does not take it")

func ofDisk(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", errDisk, err)
}

// taker is a file whose errors are told from those of the line.
type taker struct{ Writer }

func (t taker) Write(b []byte) (int, error) {
	n, err := t.Writer.Write(b)
	return n, ofDisk(err)
}

func (t taker) Sync() error  { return ofDisk(t.Writer.Sync()) }
func (t taker) Close() error { return ofDisk(t.Writer.Close()) }

// counter tells how much was read.
type counter struct {
	r    io.Reader
	n    int64
	tell func(int64)
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	c.tell(c.n)
	return n, err
}

// length returns how much of a file is there, 0 for none.
func (f *Folder) length(name string) (n int64, err error) {
	r, err := f.disk.Open(name)
	if isMissing(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer func() { _ = r.Close() }()
	return io.Copy(io.Discard, r)
}
