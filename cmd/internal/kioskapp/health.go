package kioskapp

import (
	"context"
	"fmt"
)

// Healthy returns nil when the agent's owner answers and the local API serves: what
// a watchdog wants to know. A pad or an HQ that is away is no reason to start
// anew.
func (a *App) Healthy(ctx context.Context) error {
	if err := a.agent.Alive(ctx); err != nil {
		return fmt.Errorf("the agent does not answer: %w", err)
	}
	if a.door == nil {
		return nil
	}
	if _, err := a.self().Status(ctx); err != nil {
		return fmt.Errorf("the local API does not answer: %w", err)
	}
	return nil
}

// self is the way that the command line takes to this agent.
func (a *App) self() client {
	return client{note: doorNote{Address: a.listener.Addr().String(), Token: a.door.token}}
}

// Summary says in a line how everything is.
func (a *App) Summary() string {
	v, w := a.agent.View(), a.toHQ.Waiting()
	pad := "pad connected"
	if !v.Pad.Up {
		pad = "no pad"
	}
	return fmt.Sprintf("%s, %s, %d facts wait for HQ", v.State, pad, w.Count)
}
