package kioskapp

import (
	"context"

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
