package thirdparty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/drivers/link"
	"kioskd/sync/thirdparty/reader"
)

// ClientOptions say where the client program is.
type ClientOptions struct {
	Opener link.Opener
	Kiosk  string // as the client is told in results

	// Refuse, if not empty, is why this kiosk takes no payments from a client: it
	// is in the other mode. All that a client asks is answered with it.
	Refuse string

	Rand io.Reader
	Log  *slog.Logger
}

// Client is a client program on a wired serial line, as the kiosk sees it.
type Client struct {
	o       ClientOptions
	line    *reader.Line
	links   links
	left    lastWords
	asked   atomic.Uint64
	refused chan reader.Envelope

	mu       sync.Mutex // guards both
	announce func(Announcement)
	pending  map[string]chan<- json.RawMessage // questions, by id
}

var _ Partner = (*Client)(nil)

// NewClient builds the way to a client. It does nothing until [Client.Run].
func NewClient(o ClientOptions) (*Client, error) {
	if o.Opener == nil || o.Rand == nil || o.Log == nil {
		return nil, errors.New("thirdparty: opener, rand and log are needed")
	}
	c := &Client{
		o: o, links: links{partner: o.Opener.String(), log: o.Log},
		refused: make(chan reader.Envelope, 8), pending: map[string]chan<- json.RawMessage{},
	}
	var err error
	c.line, err = reader.NewLine(reader.LineOptions{
		Opener: o.Opener, Handle: c.handle, Rand: o.Rand, Log: o.Log,
		Changed: func(err error) { c.links.note(string(Serial), err) },
	})
	return c, err
}

// State implements [Partner].
func (c *Client) State() State { return c.links.state() }

// Run implements [Partner].
func (c *Client) Run(ctx context.Context, announce func(Announcement)) error {
	c.mu.Lock()
	c.announce = announce
	c.mu.Unlock()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return c.line.Run(ctx) })
	g.Go(func() error { return c.tellRefusals(ctx) })
	return g.Wait()
}

// itemsWithin bounds a question for items, deliverWithin one attempt to deliver.
const (
	itemsWithin   = 8 * time.Second
	deliverWithin = 30 * time.Second
)

// Items implements [Partner]: it asks the client.
func (c *Client) Items(ctx context.Context) ([]Item, error) {
	ctx, cancel := context.WithTimeout(ctx, itemsWithin)
	defer cancel()
	list, err := c.ask(ctx)
	var items []Item
	var left []error
	if err == nil {
		items, left, err = parseItems(list, nil)
		c.left.tell(c.o.Log, errors.Join(left...))
	}
	if err != nil {
		err = fmt.Errorf("ask the client for items: %w", err)
	}
	c.links.note("items", err)
	return items, err
}

func (c *Client) ask(ctx context.Context) (json.RawMessage, error) {
	id := strconv.FormatUint(c.asked.Add(1), 10)
	answer := make(chan json.RawMessage, 1)
	c.expect(id, answer)
	defer c.expect(id, nil)
	if err := c.line.Send(ctx, reader.Envelope{Type: reader.TypeItemsWanted, ID: id}); err != nil {
		return nil, err
	}
	select {
	case list := <-answer:
		return list, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: it took the question and gave no list", reader.ErrAway)
	}
}

// expect notes who waits for an answer; nil for nobody any more.
func (c *Client) expect(id string, answer chan<- json.RawMessage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if answer == nil {
		delete(c.pending, id)
		return
	}
	c.pending[id] = answer
}

// Deliver implements [Partner]: it returns nil when the client has acknowledged
// the result, which says that it is stored there.
func (c *Client) Deliver(ctx context.Context, r Result) error {
	ctx, cancel := context.WithTimeout(ctx, deliverWithin)
	defer cancel()
	text, err := json.Marshal(r.encode(nil, c.o.Kiosk))
	if err != nil {
		return err
	}
	err = c.line.Send(ctx, reader.Envelope{Type: reader.TypeResult, Result: text})
	c.links.note("result", err)
	return err
}

// Refused has the client told why a payment that it asked for is not begun.
func (c *Client) Refused(key, reason string) {
	select {
	case c.refused <- reader.Envelope{Type: reader.TypeRefused, PaymentKey: key, Reason: reason}:
	default: // a client that floods the kiosk need not hear of each
	}
}

func (c *Client) tellRefusals(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-c.refused:
			once, cancel := context.WithTimeout(ctx, deliverWithin)
			err := c.line.Send(once, e)
			cancel()
			if err != nil && ctx.Err() == nil {
				c.o.Log.Warn("the client has not heard a refusal", "key", e.PaymentKey, "err", err)
			}
		}
	}
}

// handle hears the client. Nonsense is acknowledged all the same: repeated, it
// would be no better.
func (c *Client) handle(_ context.Context, body []byte) error {
	e, err := reader.Parse(body)
	if err != nil {
		c.o.Log.Warn("the client sent nonsense; it is ignored", "err", err)
		c.Refused("", err.Error())
		return nil
	}
	if c.o.Refuse != "" {
		c.Refused(e.PaymentKey, c.o.Refuse)
		return nil
	}
	switch e.Type {
	case reader.TypeReady:
		c.ready(e.PaymentKey)
	case reader.TypeItems:
		c.answered(e)
	default:
		c.Refused(e.PaymentKey, fmt.Sprintf("this kiosk knows no message of type %q", firstRunes(e.Type, 40)))
	}
	return nil
}

func (c *Client) ready(key string) {
	if err := checkKey(key); err != nil {
		c.Refused(firstRunes(key, maxKey), "the payment key: "+err.Error())
		return
	}
	c.mu.Lock()
	announce := c.announce
	c.mu.Unlock()
	announce(Announcement{Key: key, Way: Serial})
}

func (c *Client) answered(e reader.Envelope) {
	c.mu.Lock()
	answer := c.pending[e.ID]
	delete(c.pending, e.ID)
	c.mu.Unlock()
	if answer != nil {
		answer <- e.Items // the first answer, for which there is room
	}
}
