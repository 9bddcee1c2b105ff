package kioskapp

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"kioskd/agent"
)

func payOnce(ctx context.Context, a *agent.Agent) error {
	if err := awaitState(ctx, a, agent.Idle); err != nil {
		return err
	}
	o, err := a.Order(ctx, []agent.Pick{{Item: "item-1", Quantity: 1}}, "en")
	if err != nil {
		return err
	}
	if _, err := a.Pay(ctx, o.Key, o.Total); err != nil {
		return err
	}
	if err := awaitState(ctx, a, agent.Approved); err != nil {
		return err
	}
	return a.Dismiss(ctx, o.Key)
}

func awaitState(ctx context.Context, a *agent.Agent, want agent.State) error {
	for v := a.View(); v.State != want; {
		next, err := a.Wait(ctx, v.Seq)
		if err != nil {
			return err
		}
		v = next
	}
	return nil
}

// report tells how long things took: the middle, and all but the slowest tenth.
func report(b *testing.B, all []time.Duration) {
	slices.Sort(all)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(all[len(all)/2]), "median-ms")
	b.ReportMetric(ms(all[len(all)*9/10]), "p90-ms")
	b.ReportMetric(ms(all[len(all)-1]), "max-ms")
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
