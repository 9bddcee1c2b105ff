package demoapp_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// planted are the providers' secrets: nothing else looks like them.
var planted = map[string]string{
	"tosspayments": "test_sk_PLANTED8tossQx3", "kakaopay": "DEV_PLANTED8kakaoQx3",
	"naverpay": "PLANTED8naverQx3", "bootpay": "PLANTED8bootpayQx3",
}

// disguises are all ways in which the secrets travel to their providers.
func disguises() (all []string) {
	for _, secret := range planted {
		for _, user := range []string{"", "sim-client:"} {
			all = append(all, base64.StdEncoding.EncodeToString([]byte(user+secret+":")), base64.StdEncoding.EncodeToString([]byte(user+secret)))
		}
		all = append(all, secret)
	}
	return all
}

// evidence is what was seen, by the place where it was.
type evidence struct {
	mu     sync.Mutex // guards places, and their growth
	places map[string]*bytes.Buffer
}

// in is where something is seen.
func (e *evidence) in(place string) io.Writer { return note{e, place} }

type note struct {
	e     *evidence
	place string
}

func (n note) Write(p []byte) (int, error) {
	n.e.mu.Lock()
	defer n.e.mu.Unlock()
	if n.e.places == nil {
		n.e.places = map[string]*bytes.Buffer{}
	}
	if n.e.places[n.place] == nil {
		n.e.places[n.place] = &bytes.Buffer{}
	}
	return n.e.places[n.place].Write(p)
}

func (e *evidence) of(place string) []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.places[place] == nil {
		return nil
	}
	return bytes.Clone(e.places[place].Bytes())
}

// recorded keeps everything that the browser is served.
func (b browser) recorded(to io.Writer) {
	chromedp.ListenTarget(b.ctx, func(e any) {
		switch e := e.(type) {
		case *network.EventLoadingFinished:
			go b.keep(to, e.RequestID)
		case *network.EventEventSourceMessageReceived:
			_, _ = io.WriteString(to, e.Data+"\n")
		case *network.EventWebSocketFrameReceived:
			_, _ = io.WriteString(to, e.Response.PayloadData+"\n")
		}
	})
	b.do(network.Enable())
}

// keep fetches what a request was answered. A page that was left takes its answers
// along.
func (b browser) keep(to io.Writer, id network.RequestID) {
	_ = chromedp.Run(b.ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		body, err := network.GetResponseBody(id).Do(ctx)
		_, _ = to.Write(append(body, '\n'))
		return err
	}))
}

// forgedWebhooks are refused by HQ, so that its logs have something to say of them.
func (s *shop) forgedWebhooks() {
	for way := range planted {
		resp, err := http.Post("http://"+s.demo.HQ.Addr()+"/hooks/"+way, "application/json", strings.NewReader(`{"forged":true}`))
		if err != nil {
			s.Fatal(err)
		}
		_ = resp.Body.Close()
	}
}

// noSecretIsSeen searches every place, after it has shown that it sees what is there.
func (s *shop) noSecretIsSeen() {
	s.Helper()
	for place, known := range map[string]string{
		"the logs": "a webhook was refused", "the kiosk's socket": "/pay/kakaopay/order/",
		"what the screen was served": "</html>", "what the phone was served": "Bootpay.requestPayment",
	} {
		b := s.seen.of(place)
		if !bytes.Contains(b, []byte(known)) {
			s.Errorf("%s: %d bytes without %q: this search would find nothing", place, len(b), known)
		}
		none(s.T, place, b)
	}
	found := map[string]bool{}
	for _, way := range ways {
		found[way] = false
	}
	for _, folder := range []string{"kiosk", "hq"} {
		s.searchFolder(filepath.Join(s.folder, folder), found)
	}
	for way, kept := range found {
		if !kept {
			s.Errorf("%s stands in no file: this search would find nothing", way)
		}
	}
}

// searchFolder reads every file as it lies on the disk, and notes which ways stand in it.
func (s *shop) searchFolder(folder string, found map[string]bool) {
	s.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		for way := range found {
			found[way] = found[way] || bytes.Contains(b, []byte(way))
		}
		none(s.T, path, b)
		return err
	})
	if err != nil {
		s.Error(err)
	}
}

// none fails where a secret is found, and names it by nothing but the place.
func none(t *testing.T, place string, b []byte) {
	t.Helper()
	for _, secret := range disguises() {
		if bytes.Contains(b, []byte(secret)) {
			t.Errorf("%s: a provider's secret is in it", place)
		}
	}
}
