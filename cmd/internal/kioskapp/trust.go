package kioskapp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"time"

	"kioskd/agent"
	"kioskd/cmd/internal/version"
)

// trust says whom HQ's certificate has to come from, and at what time it is
// judged: now, and never before this build was made. A kiosk whose clock has lost
// its battery finds its HQ again, and no certificate that has expired comes back to
// life. until, if not nil, hears how long a certificate counts that was believed.
func trust(caFile string, now func() time.Time, until func(time.Time)) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, Time: func() time.Time {
		at := now()
		if built := version.Built(); built.After(at) {
			return built
		}
		return at
	}}
	if until != nil {
		c.VerifyConnection = func(s tls.ConnectionState) error { until(shortest(s.VerifiedChains)); return nil }
	}
	if caFile == "" {
		return c, nil
	}
	text, err := os.ReadFile(caFile)
	if err != nil {
		return nil, fmt.Errorf("ca_file: %w", err)
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("ca_file: %s holds no certificate in PEM", caFile)
	}
	return c, nil
}

// shortest returns until when the first chain of certificates counts.
func shortest(chains [][]*x509.Certificate) (until time.Time) {
	if len(chains) == 0 {
		return until
	}
	for i, c := range chains[0] {
		if i == 0 || c.NotAfter.Before(until) {
			until = c.NotAfter
		}
	}
	return until
}

// tellChanges has HQ hear at once when the kiosk is in another state.
func (a *App) tellChanges(ctx context.Context) error {
	for was := a.agent.View(); ; {
		v, err := a.agent.Wait(ctx, was.Seq)
		if err != nil {
			return nil // ctx has ended
		}
		if worthTelling(was, v) {
			select {
			case a.changed <- struct{}{}:
			default: // HQ will hear already
			}
		}
		was = v
	}
}

func worthTelling(was, now agent.View) bool {
	return was.Pad != now.Pad || (was.Fault == nil) != (now.Fault == nil) || (was.Closed == nil) != (now.Closed == nil)
}
