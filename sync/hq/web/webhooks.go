package web

import (
	"kioskd/sync/hq/webhook"
)

func webhooks(v *visit) error {
	all, err := v.Desk.Webhooks.Endpoints(v)
	if err != nil {
		return err
	}
	return v.show("webhooks", values{"Webhooks": all, "Types": webhook.Types})
}

// addWebhook shows the secret, once.
func addWebhook(v *visit) error {
	e, secret, err := v.Desk.AddWebhook(v, v.who, v.field("url"), v.r.PostForm["type"])
	if err != nil {
		return err
	}
	return v.webhook(e.ID, values{"Secret": secret})
}

func webhookPage(v *visit) error { return v.webhook(v.r.PathValue("id"), values{}) }

// shownDeliveries is how much of a webhook's log its page shows.
const shownDeliveries = 50

// sending is a delivery with what it looks like.
type sending struct {
	webhook.Delivery
	look
	Shown string // the body, indented
}

var sendings = map[string]look{
	webhook.Waiting: {"on its way", "◔", "care"},
	webhook.Heard:   {"heard", "✓", "good"},
	webhook.GivenUp: {"given up", "✕", "bad"},
}

func (v *visit) webhook(id string, data values) error {
	e, err := v.Desk.Webhooks.Endpoint(v, id)
	if err != nil {
		return err
	}
	log, err := v.Desk.Webhooks.Deliveries(v, id, shownDeliveries)
	if err != nil {
		return err
	}
	var all []sending
	for _, d := range log {
		all = append(all, sending{d, sendings[d.State], indent(d.Body)})
	}
	wanted := map[string]bool{}
	for _, t := range e.Types {
		wanted[t] = true
	}
	data["Webhook"], data["Deliveries"], data["Types"], data["Wanted"] = e, all, webhook.Types, wanted
	return v.show("webhook", data)
}

// changeWebhook does what the pressed button says.
func changeWebhook(v *visit) error {
	id := v.r.PathValue("id")
	var err error
	switch v.field("do") {
	case "change":
		err = v.Desk.ChangeWebhook(v, v.who, id, webhook.Endpoint{URL: v.field("url"), Types: v.r.PostForm["type"], Off: v.field("off") != ""})
	case "test":
		_, err = v.Desk.TestWebhook(v, v.who, id)
	case "rotate":
		secret, err := v.Desk.RotateWebhook(v, v.who, id)
		if err != nil {
			return err
		}
		return v.webhook(id, values{"Secret": secret})
	case "remove":
		if err := v.Desk.RemoveWebhook(v, v.who, id); err != nil {
			return err
		}
		return v.then("/webhooks", "changed")
	default:
		err = errNoPage
	}
	if err != nil {
		return err
	}
	return v.then("/webhooks/"+escape(id), "changed")
}

func sendAgain(v *visit) error {
	id := v.r.PathValue("id")
	if err := v.Desk.SendAgain(v, v.who, id, v.r.PathValue("event")); err != nil {
		return err
	}
	return v.then("/webhooks/"+escape(id), "changed")
}
