package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"kioskd/agent/settings"
	"kioskd/drivers/link"
	"kioskd/sync/thirdparty"
)

// The modes of [settings.ThirdParty].
const (
	ModeTerminal = "terminal"
	ModeReader   = "reader"
)

const (
	busyQueue  = "queue"
	busyRefuse = "refuse"
	tellMoney  = "money"
	tellAll    = "all"
)

// maxWait bounds how long an announced payment may wait for another.
const maxWait = 30 * time.Minute

func defaultThirdParty() settings.ThirdParty {
	p := thirdparty.DefaultPaths
	return settings.ThirdParty{
		Ways: []string{}, PollEvery: "1s", Busy: busyQueue, Wait: "10m", Tell: tellMoney, Hosts: []string{},
		Paths:  settings.ThirdPartyPaths{Items: p.Items, Upload: p.Upload, Socket: p.Socket, Events: p.Events, SignIn: p.SignIn},
		SignIn: settings.ThirdPartySignIn{Kind: thirdparty.SignInNone, Scopes: []string{}},
		Names:  map[string]string{},
	}
}

// FillThirdParty gives what is empty its default.
func FillThirdParty(t settings.ThirdParty) settings.ThirdParty {
	d := defaultThirdParty()
	t.PollEvery, t.Busy = cmp.Or(t.PollEvery, d.PollEvery), cmp.Or(t.Busy, d.Busy)
	t.Wait, t.Tell = cmp.Or(t.Wait, d.Wait), cmp.Or(t.Tell, d.Tell)
	p, q := &t.Paths, d.Paths
	p.Items, p.Upload, p.Socket = cmp.Or(p.Items, q.Items), cmp.Or(p.Upload, q.Upload), cmp.Or(p.Socket, q.Socket)
	p.Events, p.SignIn = cmp.Or(p.Events, q.Events), cmp.Or(p.SignIn, q.SignIn)
	t.SignIn.Kind = cmp.Or(t.SignIn.Kind, d.SignIn.Kind)
	return t
}

func (c Config) checkThirdParty() error {
	t := FillThirdParty(c.ThirdParty)
	if err := checkThirdPartyWords(t); err != nil {
		return fmt.Errorf("thirdparty.%w", err)
	}
	switch t.Mode {
	case ModeTerminal:
		if err := c.checkServer(t); err != nil {
			return fmt.Errorf("thirdparty: %w", err)
		}
	case ModeReader:
		if t.Port == "" {
			return errors.New("thirdparty.port: name the serial port where the client is")
		}
		if c.Payments.Orders != OrdersServer {
			return fmt.Errorf("payments.orders: in reader mode the client says what there is to pay: write %q", OrdersServer)
		}
	case "":
		if c.Payments.Orders == OrdersServer {
			return fmt.Errorf("payments.orders: %q needs somebody who says what there is to pay: set thirdparty.mode", OrdersServer)
		}
	default:
		return fmt.Errorf("thirdparty.mode: %q is not %s or %s, nor empty", t.Mode, ModeTerminal, ModeReader)
	}
	return c.checkClientPort(t.Port)
}

func checkThirdPartyWords(t settings.ThirdParty) error {
	if t.Busy != busyQueue && t.Busy != busyRefuse {
		return fmt.Errorf("busy: %q is not %s or %s", t.Busy, busyQueue, busyRefuse)
	}
	if t.Tell != tellMoney && t.Tell != tellAll {
		return fmt.Errorf("tell: %q is not %s or %s", t.Tell, tellMoney, tellAll)
	}
	wait, err := Duration(t.Wait).parse()
	if err != nil || wait < 0 || wait > maxWait {
		return errors.Join(fmt.Errorf("wait: %q is not a time up to %s", t.Wait, maxWait), err)
	}
	if _, err := Duration(t.PollEvery).parse(); err != nil {
		return fmt.Errorf("poll_every: %w", err)
	}
	return nil
}

func (c Config) checkServer(t settings.ThirdParty) error {
	if c.Payments.Orders == OrdersServer && slices.Contains(t.Ways, string(thirdparty.Poll)) {
		return fmt.Errorf("ways: poll begins every payment that the server lists by itself, and with payments.orders = %q the customer chooses among them: write websocket or events", OrdersServer)
	}
	return ServerOf(t).Check()
}

func (c Config) checkClientPort(port string) error {
	if port == "" {
		return nil
	}
	if port == c.Pad.Port || port == c.Printer.Port {
		return fmt.Errorf("thirdparty.port: %s is the card pad's or the printer's; name the client's own", port)
	}
	if _, err := link.Parse(port); err != nil {
		return fmt.Errorf("thirdparty.port: %w", err)
	}
	return nil
}

// ServerOf returns what the settings say of a server. Its secret is still to be
// found.
func ServerOf(t settings.ThirdParty) thirdparty.ServerOptions {
	t = FillThirdParty(t)
	ways := make([]thirdparty.Way, len(t.Ways))
	for i, w := range t.Ways {
		ways[i] = thirdparty.Way(w)
	}
	return thirdparty.ServerOptions{
		URL: t.URL, Paths: thirdparty.Paths(t.Paths), Names: t.Names, Ways: ways, Every: Duration(t.PollEvery).Time(),
		SignIn: thirdparty.SignIn{
			Kind: t.SignIn.Kind, User: t.SignIn.User, TokenURL: t.SignIn.TokenURL, Scopes: t.SignIn.Scopes,
			Secret: func() (string, error) { return "", errors.New("no secret was found") },
		},
		Hosts: func() []string { return t.Hosts },
	}
}

// Patience returns how long an announced payment waits for another to end.
func Patience(t settings.ThirdParty) time.Duration {
	if t = FillThirdParty(t); t.Busy == busyRefuse {
		return 0
	}
	return Duration(t.Wait).Time()
}

// TellsAll reports whether what moved no money is told as well.
func TellsAll(t settings.ThirdParty) bool { return t.Tell == tellAll }
