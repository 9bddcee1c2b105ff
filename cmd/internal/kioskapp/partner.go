package kioskapp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/agent"
	"kioskd/agent/settings"
	"kioskd/cmd/internal/config"
	"kioskd/drivers/link"
	"kioskd/sync/thirdparty"
)

// cursorPartner is the reader of the journal for the operator's own server or
// client.
const cursorPartner = "thirdparty"

// partners is the operator's own server or client in use. Settings can put
// another in its place.
type partners struct {
	app *App
	at  atomic.Pointer[partner]
}

// partner is a server or a client with all that belongs to it, from when the
// settings want it to when they want another.
type partner struct {
	config   settings.ThirdParty
	far      thirdparty.Partner // nil for nobody
	starter  *thirdparty.Starter
	outbox   *thirdparty.Outbox
	refusing *thirdparty.Client // a client that is told that this is the other mode

	life context.Context
	end  context.CancelFunc
}

var errNoPartner = errors.New("thirdparty.mode names nobody")

// buildPartner builds whom the configuration names.
func (a *App) buildPartner() error {
	p, err := a.partner(a.o.Config)
	if err != nil {
		return err
	}
	a.partners.at.Store(p)
	return nil
}

// partner builds a partner. It touches nothing but the journal's list of readers.
func (a *App) partner(c config.Config) (*partner, error) {
	p := &partner{config: config.FillThirdParty(c.ThirdParty)}
	p.life, p.end = context.WithCancel(context.Background())
	var err error
	switch p.config.Mode {
	case config.ModeTerminal:
		p.far, err = a.operatorServer(p.config)
		if err == nil && p.config.Port != "" {
			p.refusing, err = a.readerClient(p.config, "this kiosk is in terminal mode: its payments are begun by a server")
		}
	case config.ModeReader:
		p.far, err = a.readerClient(p.config, "")
	default:
		return p, nil
	}
	if err != nil {
		return nil, fmt.Errorf("thirdparty: %w", err)
	}
	return p, a.equip(p)
}

// equip gives a partner its inbox and its outbox.
func (a *App) equip(p *partner) error {
	o := thirdparty.StarterOptions{Items: p.far.Items, Till: till{a, config.Patience(p.config)}, Log: a.o.Log}
	if c, ok := p.far.(*thirdparty.Client); ok {
		o.Refused = func(w thirdparty.Announcement, reason string) { c.Refused(w.Key, reason) }
	}
	p.starter = thirdparty.NewStarter(o)
	cursor, err := a.queue.Cursor(cursorPartner)
	if err != nil {
		return err
	}
	all := config.TellsAll(p.config) || p.config.Mode == config.ModeReader // a clerk waits for the no as well
	p.outbox, err = thirdparty.NewOutbox(thirdparty.OutboxOptions{
		Journal: a.queue, Cursor: cursor, Deliver: p.far.Deliver, All: all, Rand: rand.Reader, Log: a.o.Log,
	})
	return err
}

func (a *App) operatorServer(c settings.ThirdParty) (thirdparty.Partner, error) {
	o := config.ServerOf(c)
	o.Kiosk, o.Rand, o.Log = a.o.Config.Kiosk.ID, rand.Reader, a.o.Log
	o.SignIn.Secret = func() (string, error) { return a.partnerSecret(c.SignIn) }
	o.Hosts = func() []string { return slices.Concat(c.Hosts, a.access()) }
	var err error
	if o.TLS, err = trust(c.CAFile, a.certTime, nil); err != nil {
		return nil, err
	}
	return thirdparty.NewServer(o)
}

// access are the hosts that settings from HQ let this kiosk reach.
func (a *App) access() []string {
	if h := a.house.Load(); h != nil {
		return h.access
	}
	return nil
}

func (a *App) readerClient(c settings.ThirdParty, refuse string) (*thirdparty.Client, error) {
	opener, err := link.Parse(c.Port)
	if err != nil {
		return nil, err
	}
	return thirdparty.NewClient(thirdparty.ClientOptions{
		Opener: opener, Kiosk: a.o.Config.Kiosk.ID, Refuse: refuse, Rand: rand.Reader, Log: a.o.Log,
	})
}

// inVaultSecret is the secret by which the kiosk signs in to the operator's server.
const inVaultSecret = "thirdparty-secret"

// partnerSecret finds the secret: in the settings, in a file, or in the vault.
func (a *App) partnerSecret(s settings.ThirdPartySignIn) (string, error) {
	if s.Secret != "" {
		return s.Secret.Reveal(), nil
	}
	if s.SecretFile != "" {
		return readToken("thirdparty.sign_in.secret_file", s.SecretFile, "write the secret for the operator's server into it")
	}
	text, err := a.vault.Get(inVaultSecret)
	if errors.Is(err, fs.ErrNotExist) {
		return "", errors.New("there is no secret for the operator's server: keep one with: kioskd thirdparty secret")
	}
	return string(text), err
}

// maxSecret bounds a secret, in bytes.
const maxSecret = 8 << 10

// PutSecret implements [Bookkeeper].
func (b *Books) PutSecret(_ context.Context, secret string) error {
	secret = strings.TrimSpace(secret)
	if secret == "" || len(secret) > maxSecret {
		return fmt.Errorf("the secret has %d bytes: want 1 to %d", len(secret), maxSecret)
	}
	return b.vault.Put(inVaultSecret, []byte(secret))
}

// runPartner serves the partner in use until ctx ends. Whatever goes wrong there
// stops nothing else.
func (a *App) runPartner(ctx context.Context) error {
	for ctx.Err() == nil {
		p := a.partners.at.Load()
		if err := p.run(ctx); err != nil && ctx.Err() == nil && p.life.Err() == nil {
			a.o.Log.Error("the way to the operator's server has broken; it begins anew", "err", err)
			pauseUnless(ctx, partnerPause)
		}
	}
	return nil
}

// partnerPause is how long a way rests that has broken inside this program.
const partnerPause = 10 * time.Second

func pauseUnless(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// run serves a partner until ctx or its life ends.
func (p *partner) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(p.life, cancel)()
	g, ctx := errgroup.WithContext(ctx)
	if p.far != nil {
		g.Go(func() error { return p.far.Run(ctx, p.starter.Announce) })
		g.Go(func() error { return p.starter.Run(ctx) })
		g.Go(func() error { return p.outbox.Run(ctx) })
	}
	if p.refusing != nil {
		g.Go(func() error { return p.refusing.Run(ctx, func(thirdparty.Announcement) {}) })
	}
	g.Go(func() error {
		<-ctx.Done()
		return nil
	})
	return g.Wait()
}

// PartnerState is how the operator's own server or client is reached, for people.
type PartnerState struct {
	Mode    string           `json:"mode"`
	State   thirdparty.State `json:"state"`
	Refused string           `json:"refused,omitempty"` // the last announced payment that was not begun, and why
	Waiting uint64           `json:"waiting"`           // facts that it may still have to hear of
}

// partnerState returns nil where there is none.
func (a *App) partnerState() *PartnerState {
	p := a.partners.at.Load()
	if p == nil || p.far == nil {
		return nil
	}
	s := &PartnerState{Mode: p.config.Mode, State: p.far.State(), Refused: p.starter.Refused()}
	if c, err := a.queue.Cursor(cursorPartner); err == nil {
		s.Waiting = c.Waiting().Count
	}
	return s
}

// Bills implements [agent.Bills]: it asks the partner in use.
func (s *partners) Bills(ctx context.Context) ([]agent.Bill, error) {
	p := s.at.Load()
	if p == nil || p.far == nil {
		return nil, errNoPartner
	}
	items, err := p.far.Items(ctx)
	if err != nil {
		return nil, err
	}
	bills := make([]agent.Bill, len(items))
	for i, item := range items {
		bills[i] = billOf(item)
	}
	return bills, nil
}
