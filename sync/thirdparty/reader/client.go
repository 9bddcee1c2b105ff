package reader

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"time"

	"kioskd/drivers/link"
)

// ClientOptions are what a client program has to bring.
type ClientOptions struct {
	Opener link.Opener // of [link.Parse], as in serial:/dev/ttyUSB0?baud=115200

	// Items says what there is to pay now.
	Items func(context.Context) ([]Item, error)

	// Store returns nil when a result is stored for good. The same one may come
	// again, also after it was stored.
	Store func(context.Context, Result) error

	// Refused, if not nil, hears why a payment that was asked for is not begun.
	Refused func(key, reason string)

	Rand io.Reader // crypto/rand.Reader
	Log  *slog.Logger
}

// Client is the client's end of reader mode.
type Client struct {
	o       ClientOptions
	line    *Line
	answers chan Envelope
}

// NewClient builds a client. It does nothing until [Client.Run].
func NewClient(o ClientOptions) (*Client, error) {
	if o.Items == nil || o.Store == nil {
		return nil, fmt.Errorf("reader: items and store are needed")
	}
	c := &Client{o: o, answers: make(chan Envelope, 1)}
	var err error
	c.line, err = NewLine(LineOptions{Opener: o.Opener, Handle: c.handle, Rand: o.Rand, Log: o.Log})
	return c, err
}

// Run keeps the line open until ctx ends.
func (c *Client) Run(ctx context.Context) error {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.answer(ctx)
	}()
	err := c.line.Run(ctx)
	<-ended
	return err
}

// Start asks the kiosk for the payment of a key that Items lists. It returns when
// the kiosk has heard it; what becomes of it comes to Store, or to Refused.
func (c *Client) Start(ctx context.Context, key string) error {
	return c.line.Send(ctx, Envelope{Type: TypeReady, PaymentKey: key})
}

func (c *Client) handle(ctx context.Context, body []byte) error {
	e, err := Parse(body)
	if err != nil {
		c.o.Log.Warn("the kiosk sent nonsense; it is ignored", "err", err)
		return nil
	}
	switch e.Type {
	case TypeItemsWanted:
		select {
		case c.answers <- e:
		default: // an older question has not been answered yet: the kiosk asks again
		}
	case TypeResult:
		var r Result
		if err := json.Unmarshal(e.Result, &r); err != nil {
			return fmt.Errorf("read a result: %w", err)
		}
		return c.o.Store(ctx, r)
	case TypeRefused:
		if c.o.Refused != nil {
			c.o.Refused(e.PaymentKey, e.Reason)
		}
	}
	return nil
}

// answerWithin bounds the sending of an answer that nobody may wait for any more.
const answerWithin = 30 * time.Second

// answer answers questions for items, until ctx ends.
func (c *Client) answer(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-c.answers:
			if err := c.tellItems(ctx, e.ID); err != nil && ctx.Err() == nil {
				c.o.Log.Warn("the kiosk's question for items was not answered", "err", err)
			}
		}
	}
}

func (c *Client) tellItems(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	items, err := c.o.Items(ctx)
	if err != nil {
		return err
	}
	list, err := json.Marshal(append([]Item{}, items...))
	if err != nil {
		return err
	}
	return c.line.Send(ctx, Envelope{Type: TypeItems, ID: id, Items: list})
}
