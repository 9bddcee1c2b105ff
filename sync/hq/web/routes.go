package web

import "kioskd/sync/hq/people"

// routes are all pages and forms.
var routes = []route{
	{"GET /sign-in", anybody, signInPage},
	{"POST /sign-in", anybody, signIn},
	{"GET /sign-in/code", anybody, codePage},
	{"POST /sign-in/code", anybody, giveCode},
	{"GET /welcome", anybody, welcomePage},
	{"POST /welcome", anybody, welcome},
	{"GET /language", anybody, chooseLanguage},
	{"POST /sign-out", people.Read, signOut},
	{"GET /account", people.Read, account},
	{"POST /account/password", people.Read, changePassword},
	{"POST /account/second", people.Read, setSecond},
	{"POST /account/second/off", people.Read, dropSecond},

	{"GET /{$}", people.Read, fleet},
	{"GET /events", people.Read, events},
	{"POST /kiosks", people.Kiosks, newCode},
	{"GET /kiosks/{kiosk}", people.Read, kiosk},
	{"POST /kiosks/{kiosk}/command", people.Commands, command},
	{"POST /kiosks/{kiosk}/keys/{key}/revoke", people.Kiosks, revoke},

	{"GET /payments", people.Read, payments},
	{"GET /payments.csv", people.Read, exportPayments},
	{"GET /payments/{kiosk}/{key}", people.Read, payment},
	{"GET /payments/{kiosk}/{key}/slip", people.Read, slip},
	{"GET /payments/{kiosk}/{key}/refund", people.Commands, refundForm},
	{"POST /payments/{kiosk}/{key}/refund", people.Commands, askRefund},

	{"GET /phones", people.Read, phones},
	{"GET /phones/{id}", people.Read, phone},
	{"POST /phones/{id}/look", people.Cases, lookPhone},
	{"POST /phones/{id}/say", people.Cases, sayPhone},

	{"GET /cases", people.Read, cases},
	{"POST /cases/{kiosk}/{key}/take", people.Cases, takeCase},
	{"POST /cases/{kiosk}/{key}/settle", people.Cases, settleCase},

	{"GET /alarms", people.Read, alarms},
	{"GET /alarms/{id}", people.Read, alarm},
	{"POST /alarms/{id}/take", people.Cases, takeAlarm},
	{"POST /alarms/{id}/settle", people.Cases, settleAlarm},

	{"GET /bills", people.Read, billsPage},
	{"POST /bills", people.Commands, addBill},
	{"POST /bills/{key}/announce", people.Commands, announceBill},
	{"POST /bills/{key}/withdraw", people.Commands, withdrawBill},
	{"POST /bills/token", people.Kiosks, newBillToken},

	{"GET /refunds", people.Read, refunds},
	{"GET /refunds/{id}", people.Read, refund},
	{"GET /refunds/{id}/command.json", people.Commands, refundCommand},
	{"POST /refunds/{id}/agree", people.Commands, agree},
	{"POST /refunds/{id}/refuse", people.Commands, refuse},

	{"GET /settings", people.Read, settings},
	{"GET /settings/edit", people.Settings, editSettings},
	{"POST /settings/edit", people.Settings, previewSettings},
	{"POST /settings/draft.json", people.Settings, draftSettings},
	{"GET /settings/offer", people.Settings, offerPage},
	{"POST /settings/offer", people.Settings, offer},
	{"GET /settings/{version}", people.Read, rollout},
	{"GET /settings/{version}/document.json", people.Read, document},
	{"POST /settings/{version}/widen", people.Settings, widen},
	{"POST /settings/{version}/stop", people.Settings, stopRollout},
	{"POST /settings/{version}/back", people.Settings, goBack},
	{"GET /settings/{version}/way-back.json", people.Settings, former},

	{"GET /books", people.Read, booksPage},
	{"POST /books", people.Books, importStatement},
	{"POST /books/phones", people.Books, importPhones},

	{"GET /users", people.Users, users},
	{"POST /users", people.Users, addUser},
	{"POST /users/{name}", people.Users, changeUser},
	{"POST /tokens", people.Users, addToken},
	{"POST /tokens/{id}/end", people.Users, endToken},
	{"GET /webhooks", people.Webhooks, webhooks},
	{"POST /webhooks", people.Webhooks, addWebhook},
	{"GET /webhooks/{id}", people.Webhooks, webhookPage},
	{"POST /webhooks/{id}", people.Webhooks, changeWebhook},
	{"POST /webhooks/{id}/deliveries/{event}/again", people.Webhooks, sendAgain},
	{"GET /audit", people.Audit, auditPage},
	{"GET /audit.jsonl", people.Audit, exportAudit},
}
