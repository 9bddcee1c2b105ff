package kioskapp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kioskd/agent/settings"
	"kioskd/ui/apps"
)

// errFile says that a file will never be taken, however often it is asked for.
var errFile = errors.New("refused")

// pictureKinds are what pictures begin with, by their ending.
var pictureKinds = map[string]string{".png": "\x89PNG\r\n\x1a\n", ".jpg": "\xff\xd8\xff", ".webp": "RIFF"}

func blameBundle(err error) error {
	var bad *apps.BundleError
	if errors.As(err, &bad) {
		return fmt.Errorf("%w: %w", errFile, err)
	}
	return err
}

// fetchTime bounds one file on a slow line.
const fetchTime = 15 * time.Minute

// mayFetch refuses an address that is neither HQ's nor of a host on the access
// list, or that anybody on the way could listen to.
func (e *errands) mayFetch(address string, access []string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	hq := e.o.Config.HQ
	for _, own := range append([]string{hq.URL}, hq.Spare...) {
		o, err := url.Parse(own)
		if err == nil && own != "" && o.Host == u.Host && (u.Scheme == "https" || o.Scheme == "ws" || o.Scheme == "http") {
			return nil
		}
	}
	if u.Scheme == "https" && slices.Contains(access, u.Host) {
		return nil
	}
	return fmt.Errorf("%s://%s: %w, encrypted", u.Scheme, u.Host, errNotAsked)
}

// fetch brings a file that is not larger than most, begins as it should, and has
// the very hash. Nothing of another one stays.
func (e *errands) fetch(ctx context.Context, f settings.File, most int64, begins string) error {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	body, err := e.ask(ctx, f.URL)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }() // what was read is checked by its hash
	if err := os.MkdirAll(e.folder, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(e.folder, ".coming-")
	if err != nil {
		return err
	}
	err = errors.Join(store(temp, body, f, most, begins), temp.Close())
	if name, _ := e.has(f); err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

func (e *errands) ask(ctx context.Context, address string) (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	c, err := e.httpClient()
	if err != nil {
		return nil, err
	}
	answer, err := c.Do(r)
	if err != nil {
		return nil, err
	}
	switch {
	case answer.StatusCode == http.StatusOK:
		return answer.Body, nil
	case answer.StatusCode >= 400 && answer.StatusCode < 500 && answer.StatusCode != http.StatusTooManyRequests && answer.StatusCode != http.StatusRequestTimeout:
		err = fmt.Errorf("%w: the server answers %s", errFile, answer.Status)
	default:
		err = fmt.Errorf("the server answers %s", answer.Status)
	}
	return nil, errors.Join(err, answer.Body.Close())
}

// httpClient goes where it is told and nowhere else.
func (e *errands) httpClient() (*http.Client, error) {
	config, err := trust(e.o.Config.HQ.CAFile, e.certTime, nil)
	if err != nil {
		return nil, err
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig, t.DisableKeepAlives = config, true
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, nil
}

// store writes a body down, and says why it is not the file that was wanted.
func store(to *os.File, body io.Reader, f settings.File, most int64, begins string) error {
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, hash), io.LimitReader(body, most+1))
	switch {
	case err != nil:
		return err
	case n > most:
		return fmt.Errorf("%w: it has more than %d bytes", errFile, most)
	case !strings.EqualFold(hex.EncodeToString(hash.Sum(nil)), f.SHA256):
		return fmt.Errorf("%w: it is not the file that was signed for (its SHA-256 is %x)", errFile, hash.Sum(nil))
	}
	first := make([]byte, len(begins))
	if _, err := to.ReadAt(first, 0); err != nil || string(first) != begins {
		return fmt.Errorf("%w: it is no %s", errFile, strings.TrimPrefix(filepath.Ext(f.URL), "."))
	}
	return to.Sync()
}
