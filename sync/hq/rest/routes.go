package rest

import "kioskd/sync/hq/people"

// routes are all paths below [Base], as docs/hq-api.yaml describes them.
var routes = []route{
	{"GET", "/kiosks", people.Read, kiosks},
	{"GET", "/kiosks/{kiosk}", people.Read, kiosk},
	{"GET", "/kiosks/{kiosk}/keys", people.Read, keys},
	{"POST", "/kiosks/{kiosk}/keys/{key}/revoke", people.Kiosks, revoke},
	{"GET", "/kiosks/{kiosk}/settings", people.Read, settingsAt},
	{"GET", "/kiosks/{kiosk}/commands", people.Read, commands},
	{"POST", "/kiosks/{kiosk}/commands", people.Commands, command},
	{"POST", "/codes", people.Kiosks, code},

	{"GET", "/payments", people.Read, payments},
	{"GET", "/payments/{kiosk}/{key}", people.Read, payment},
	{"GET", "/voids", people.Read, voids},
	{"GET", "/totals", people.Read, totals},
	{"GET", "/unresolved", people.Read, unresolved},
	{"POST", "/unresolved/{kiosk}/{key}/take", people.Cases, take},
	{"POST", "/unresolved/{kiosk}/{key}/settle", people.Cases, settle},
	{"GET", "/alarms", people.Read, alarms},
	{"GET", "/alarms/{id}", people.Read, alarm},
	{"POST", "/alarms/{id}/take", people.Cases, takeAlarm},
	{"POST", "/alarms/{id}/settle", people.Cases, settleAlarm},
	{"GET", "/refunds", people.Read, refunds},
	{"POST", "/refunds", people.Commands, askRefund},

	{"GET", "/settings", people.Read, documents},
	{"POST", "/settings", people.Settings, offer},
	{"GET", "/settings/{version}", people.Read, document},
	{"GET", "/rollouts", people.Read, rollouts},
	{"POST", "/rollouts", people.Settings, begin},
	{"GET", "/rollouts/{version}", people.Read, rollout},
	{"POST", "/rollouts/{version}/widen", people.Settings, widen},
	{"POST", "/rollouts/{version}/stop", people.Settings, stop},

	{"GET", "/users", people.Users, users},
	{"POST", "/users", people.Users, addUser},
	{"POST", "/users/{name}", people.Users, changeUser},
	{"POST", "/users/{name}/link", people.Users, newLink},
	{"GET", "/tokens", people.Users, tokens},
	{"POST", "/tokens", people.Users, addToken},
	{"DELETE", "/tokens/{id}", people.Users, endToken},
	{"GET", "/audit", people.Audit, auditLines},
}
