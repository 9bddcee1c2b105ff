package ui

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"kioskd/ui/launch"
	"kioskd/ui/pin"
)

// Options says what a [Server] is made of.
type Options struct {
	// Agent is asked for views and told intents.
	Agent Agent

	// Paper, if set, prints slips.
	Paper Paper

	// About is what a page may know of the kiosk.
	About About

	// Storage, if set, keeps text for web apps.
	Storage Storage

	// Tokens, if set, gets tokens for web apps.
	Tokens Tokens

	// Listener is where [Server.Run] serves; see [Listen].
	Listener net.Listener

	// Control, if set, answers under /control/. It has to ask for its own
	// credential; the guard stands before it all the same.
	Control http.Handler

	// Controller and Staff are the credentials of the machines that deliver goods
	// and of the shop's people. Without one, what needs it is refused.
	Controller string
	Staff      string

	// Starter is the credential of the program that starts the kiosk's browser.
	Starter string

	// Launches tells the kiosk's own screen from other programs. Without it, one is
	// made that forgets everything when the server ends.
	Launches *launch.Book

	// Apps, if set, are the operator's web apps.
	Apps Apps

	// Backstage, if set, is what the staff page shows, and Door judges the PIN that
	// opens it. Without a door nobody gets in by a PIN.
	Backstage Backstage
	Door      *pin.Door

	// House, if set, tells what the operator has decided about the pages. It is
	// asked for every page.
	House func() House

	// PageLimit is how long a payment may be at the pad before the page says that
	// it goes on. It is longer than the agent's own limit. Default: 4 minutes.
	PageLimit time.Duration

	// Log is told of what a page cannot be told. Default: slog.Default.
	Log *slog.Logger
}

// Server serves the kiosk's page and the local API.
type Server struct {
	agent    Agent
	paper    Paper  // nil without one
	tokens   Tokens // nil without HQ
	about    About
	storage  Storage // nil where nothing can be kept
	modes    *modes
	limits   Limits
	listener net.Listener
	log      *slog.Logger
	streams  chan struct{} // a place for each stream of events that is open
	handler  http.Handler

	controller, staff, starter string // credentials

	launches *launch.Book
	apps     Apps // nil without any
	page     page
	pulse    pulse

	backstage Backstage // nil without one
	door      *pin.Door // nil without one
	guests    guests
	decided   func() House // nil where nobody has decided anything
}

// maxStreams bounds the streams of events: the screen, a staff page and the
// tabs that somebody forgot.
const maxStreams = 32

// New makes a server. It serves once it is run, or as an [http.Handler].
func New(o Options) (*Server, error) {
	if o.Agent == nil {
		return nil, errors.New("make the local API: no agent given")
	}
	if o.Listener != nil && !loopbackAddr(o.Listener.Addr().String()) {
		return nil, fmt.Errorf("make the local API: %s is not on loopback; use ui.Listen", o.Listener.Addr())
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.PageLimit <= 0 {
		o.PageLimit = 4 * time.Minute
	}
	if o.About.Orders == "" {
		o.About.Orders = "catalogue"
	}
	s := &Server{
		agent: o.Agent, paper: o.Paper, tokens: o.Tokens, about: o.About, storage: o.Storage, modes: newModes(), limits: Limits{Page: o.PageLimit.Milliseconds()},
		listener: o.Listener, log: o.Log, streams: make(chan struct{}, maxStreams),
		controller: o.Controller, staff: o.Staff, starter: o.Starter, launches: o.Launches, apps: o.Apps, decided: o.House, backstage: o.Backstage, door: o.Door,
	}
	if err := s.prepare(); err != nil {
		return nil, fmt.Errorf("make the local API: %w", err)
	}
	s.handler = s.guard(s.routes(o.Control))
	return s, nil
}

// prepare reads the embedded page, and makes launches where none were given.
func (s *Server) prepare() (err error) {
	if s.launches == nil {
		s.launches, err = launch.Open(launch.Options{})
	}
	if err == nil {
		s.page, err = newPage()
	}
	return err
}

// ServeHTTP answers one request, once the guard has let it pass.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Run serves on the listener until the context ends, and returns once every
// request has been answered or cut off.
func (s *Server) Run(ctx context.Context) error {
	if s.listener == nil {
		return errors.New("serve the local API: no listener given")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	h := s.httpServer(ctx)
	stopped := make(chan error, 1)
	go func() { <-ctx.Done(); stopped <- stop(h) }()
	err := h.Serve(s.listener)
	cancel()
	if stopErr := <-stopped; errors.Is(err, http.ErrServerClosed) {
		err = stopErr
	}
	if err != nil {
		return fmt.Errorf("serve the local API: %w", err)
	}
	return nil
}

// httpServer gives every request a context that ends with ctx, so that streams
// end when the server is told to stop. Streams also are why there is no write
// time-out here: each event has its own.
func (s *Server) httpServer(ctx context.Context) *http.Server {
	return &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// stop lets running requests end, and cuts those that do not. A browser opens
// connections ahead of its requests, so that some are as good as always cut.
func stop(h *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	err := h.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return h.Close()
	}
	return err
}
