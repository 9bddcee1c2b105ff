package rest

import (
	"kioskd/sync/hq"
	"kioskd/sync/hq/webhook"
)

// Webhooks are the servers that are told what happens, the oldest first.
type Webhooks struct {
	Webhooks []webhook.Endpoint `json:"webhooks"`
}

func webhooks(c *call) (any, error) {
	all, err := c.Webhooks.Endpoints(c)
	return Webhooks{orEmpty(all)}, err
}

// NewWebhook asks for a webhook.
type NewWebhook struct {
	URL   string   `json:"url"`
	Types []string `json:"types"` // none means all
}

// WebhookSecret is a webhook with its secret, which is said once.
type WebhookSecret struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

func addWebhook(c *call) (any, error) {
	var want NewWebhook
	if err := c.take(&want); err != nil {
		return nil, err
	}
	e, secret, err := c.AddWebhook(c, c.who, want.URL, want.Types)
	return WebhookSecret{e.ID, secret}, err
}

// WebhookChange is all that a webhook shall be from now on.
type WebhookChange struct {
	NewWebhook
	Off bool `json:"off"`
}

func changeWebhook(c *call) (any, error) {
	var to WebhookChange
	if err := c.take(&to); err != nil {
		return nil, err
	}
	return Done{true}, c.ChangeWebhook(c, c.who, c.r.PathValue("id"), webhook.Endpoint{URL: to.URL, Types: to.Types, Off: to.Off})
}

func removeWebhook(c *call) (any, error) {
	return Done{true}, c.RemoveWebhook(c, c.who, c.r.PathValue("id"))
}

func rotateWebhook(c *call) (any, error) {
	id := c.r.PathValue("id")
	secret, err := c.RotateWebhook(c, c.who, id)
	return WebhookSecret{id, secret}, err
}

// Event names an event that is on its way.
type Event struct {
	Event string `json:"event"`
}

func testWebhook(c *call) (any, error) {
	event, err := c.TestWebhook(c, c.who, c.r.PathValue("id"))
	return Event{event}, err
}

// Deliveries are what a webhook was told and is to be told, the newest first.
type Deliveries struct {
	Deliveries []webhook.Delivery `json:"deliveries"`
}

func deliveries(c *call) (any, error) {
	limit, err := hq.ParseLimit(c.r.FormValue("limit"))
	if err != nil {
		return nil, input(err)
	}
	if limit == 0 {
		limit = hq.DefaultLimit
	}
	if _, err := c.Webhooks.Endpoint(c, c.r.PathValue("id")); err != nil {
		return nil, err
	}
	all, err := c.Webhooks.Deliveries(c, c.r.PathValue("id"), limit)
	return Deliveries{orEmpty(all)}, err
}

func sendAgain(c *call) (any, error) {
	return Done{true}, c.SendAgain(c, c.who, c.r.PathValue("id"), c.r.PathValue("event"))
}
