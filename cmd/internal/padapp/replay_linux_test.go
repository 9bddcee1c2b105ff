package padapp

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/all"
	"kioskd/drivers/capture"
	"kioskd/drivers/link"
	"kioskd/drivers/smartro"
)

const plantedCard = "9410095566771234"

// plantedBuyer is somebody whose details no recording may show.
var plantedBuyer = pay.Buyer{Name: "HONG GILDONG", Phone: "01087658765", Email: "gildong@example.test", Contact: "0299998888", Product: "TICKET", Address: "SEOUL 1-2-3", Message: "HAPPY DAY"}

// secrets are what was planted, and parts of it.
func secrets() []string {
	b := plantedBuyer
	return []string{plantedCard, plantedCard[4:12], b.Name, b.Phone, b.Email, b.Contact, b.Product, b.Address, b.Message, b.Phone[3:7]}
}

// planting is a way to a pad that shows whole card numbers, as no simulator of
// ours does.
type planting struct{ link.Opener }

func (p planting) Open(ctx context.Context) (link.Link, error) {
	l, err := p.Opener.Open(ctx)
	if err != nil {
		return nil, err
	}
	planted := &plantedLink{Link: l, chunks: make(chan []byte)}
	go planted.pass()
	return planted, nil
}

// plantedLink puts the whole number into the frames that come.
type plantedLink struct {
	link.Link
	chunks  chan []byte
	decoder smartro.Decoder
}

func (l *plantedLink) Receive() <-chan []byte { return l.chunks }

func (l *plantedLink) pass() {
	defer close(l.chunks)
	for chunk := range l.Link.Receive() {
		l.decoder.Feed(chunk)
		for token, ok := l.decoder.Next(); ok; token, ok = l.decoder.Next() {
			l.chunks <- plant(token)
		}
	}
}

func plant(t smartro.Token) []byte {
	const ack = 6
	if t.Kind != smartro.Whole {
		return []byte{ack}
	}
	if at := bytes.IndexByte(t.Frame.Data, '*'); at > 8 {
		copy(t.Frame.Data[2:22], "0000"+plantedCard)
	}
	raw, err := t.Frame.MarshalBinary()
	if err != nil {
		panic(err)
	}
	return raw
}

// recordPayment pays at a pad over its line, as seen through a glass, also with a
// buyer's details where the pad takes them, and returns what was recorded.
func recordPayment(t *testing.T, c Config, through func(link.Opener) link.Opener) string {
	t.Helper()
	app, stop := startApp(t, c)
	defer stop()
	way, err := link.Parse(app.Address())
	if err != nil {
		t.Fatal(err)
	}
	driver, err := all.Find(c.Driver)
	if err != nil {
		t.Fatal(err)
	}
	tape := capture.NewTape(0)
	options := drivers.Options{Link: way}
	tapped := tape.Tap(through(way), func(d drivers.Direction) drivers.Masker { return driver.Mask(options, d) })
	k, end := startKioskOver(t, c.Driver, tapped)
	k.mustPay(t)
	if with, can := pay.As[pay.BuyerCharger](k.Pad); can {
		_, err := with.AuthorizeBuyer(t.Context(), k.charge(), plantedBuyer, func(context.Context, pay.Offer) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	end()
	reel := tape.Since(0)
	var text strings.Builder
	if err := (capture.Head{Driver: c.Driver, Way: way.String(), Begun: reel.Begun}).Write(&text); err != nil {
		t.Fatal(err)
	}
	for _, r := range reel.Records {
		if err := r.Write(&text); err != nil {
			t.Fatal(err)
		}
	}
	return text.String()
}

// replay plays a recording and returns what the simulated pad said of it. A card
// may be pulled out before or after the next answer, so that two frames of a pad
// may change places.
func replay(t *testing.T, text string) string {
	t.Helper()
	c, err := capture.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 1000)
	o, err := Replay(t.Context(), Config{Script: "approve chip", Pace: 0.01, Say: func(s string) { said <- s }}, c)
	close(said)
	var words strings.Builder
	for s := range said {
		words.WriteString(s + "\n")
	}
	if err != nil || o.Heard == 0 || o.Heard-o.Alike > 2 || o.Skipped > 0 {
		t.Errorf("%+v, %v\n%s\nafter\n%s", o, err, words.String(), text)
	}
	return words.String()
}

// TestRecordAndReplay: payments on a real line are recorded without card number
// and buyer, and played again they take the same money from a pad of ours.
func TestRecordAndReplay(t *testing.T) {
	t.Parallel()
	text := recordPayment(t, Config{Driver: "smartro", Listen: "pty", Script: "approve chip"}, func(o link.Opener) link.Opener { return planting{o} })
	c, err := capture.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var line []byte
	for _, r := range c.Records {
		line = append(line, r.Piece.Shown...)
	}
	for _, secret := range secrets() {
		if bytes.Contains(line, []byte(secret)) {
			t.Errorf("the recording shows %s:\n%s", secret, text)
		}
	}
	if !bytes.Contains(line, []byte("0000941009******1234")) {
		t.Errorf("the recording does not show the masked card:\n%s", text)
	}
	if words := replay(t, text); strings.Count(words, "VAN approved 11000") != 2 {
		t.Error(words)
	}
}

// TestRecordAndReplayZVT: over a serial line and over a network, whose frames
// differ.
func TestRecordAndReplayZVT(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"pty", "tcp://127.0.0.1:0"} {
		text := recordPayment(t, Config{Driver: "zvt", Listen: listen, Script: "approve chip"}, func(o link.Opener) link.Opener { return o })
		if words := replay(t, text); !strings.Contains(words, "approved 11000") {
			t.Errorf("%s: %s", listen, words)
		}
	}
}

func TestReplayRefusesOtherDrivers(t *testing.T) {
	t.Parallel()
	_, err := Replay(t.Context(), Config{}, capture.Capture{Head: capture.Head{Driver: "abacus", Begun: time.Now()}})
	if err == nil || !strings.Contains(err.Error(), "smartro") {
		t.Errorf("got %v, want the drivers that there are", err)
	}
}
