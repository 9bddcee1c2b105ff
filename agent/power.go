package agent

import "kioskd/agent/pay"

// voidsCardless reports whether the pad can take an approval back by itself.
func voidsCardless(t pay.Terminal, a pay.Approval) bool {
	v, ok := pay.As[pay.CardlessVoider](t)
	return ok && v.VoidsCardless(a) == nil
}
