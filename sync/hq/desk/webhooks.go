package desk

import (
	"context"
	"strings"

	"kioskd/sync/hq/people"
	"kioskd/sync/hq/webhook"
)

// AddWebhook adds a server that is told what happens, and returns the secret that
// signs, which nobody is shown again.
func (d *Desk) AddWebhook(ctx context.Context, who people.Who, address string, types []string) (e webhook.Endpoint, secret string, err error) {
	e = webhook.Endpoint{URL: address, Types: types, By: who.Name}
	err = d.do(ctx, who, people.Webhooks, act{"webhook-added", onWebhook(address), strings.Join(types, " ")}, func() error {
		e, secret, err = d.Webhooks.Add(ctx, e)
		return err
	})
	return e, secret, err
}

// ChangeWebhook gives a webhook another address or other types, or lets it rest.
func (d *Desk) ChangeWebhook(ctx context.Context, who people.Who, id string, to webhook.Endpoint) error {
	a := act{"webhook-changed", id, onWebhook(to.URL)}
	if to.Off {
		a = act{"webhook-off", id, onWebhook(to.URL)}
	}
	return d.do(ctx, who, people.Webhooks, a, func() error { return d.Webhooks.Change(ctx, id, to) })
}

// RotateWebhook makes another secret; for a day the former one counts beside it.
func (d *Desk) RotateWebhook(ctx context.Context, who people.Who, id string) (secret string, err error) {
	err = d.do(ctx, who, people.Webhooks, act{"webhook-secret-made", id, ""}, func() error {
		secret, err = d.Webhooks.Rotate(ctx, id)
		return err
	})
	return secret, err
}

// TestWebhook sends an event that says nothing but that somebody tried.
func (d *Desk) TestWebhook(ctx context.Context, who people.Who, id string) (event string, err error) {
	err = d.do(ctx, who, people.Webhooks, act{"webhook-tested", id, ""}, func() error {
		event, err = d.Webhooks.Test(ctx, id, who.Name)
		return err
	})
	return event, err
}

// SendAgain sends an event once more.
func (d *Desk) SendAgain(ctx context.Context, who people.Who, id, event string) error {
	return d.do(ctx, who, people.Webhooks, act{"webhook-sent-again", id, event}, func() error { return d.Webhooks.Again(ctx, id, event) })
}

// RemoveWebhook forgets a webhook, and what it was not told yet.
func (d *Desk) RemoveWebhook(ctx context.Context, who people.Who, id string) error {
	return d.do(ctx, who, people.Webhooks, act{"webhook-removed", id, ""}, func() error { return d.Webhooks.Remove(ctx, id) })
}

// onWebhook names an address in the audit without its end, which may be a secret.
func onWebhook(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	if len(host) > 200 {
		host = host[:200]
	}
	return scheme + "://" + host
}
