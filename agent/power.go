package agent

import "kioskd/agent/pay"

// voidsCardless reports whether the pad can take an approval back by itself.
func voidsCardless(t pay.Terminal, a pay.Approval) bool {
	v, ok := pay.As[pay.CardlessVoider](t)
	return ok && v.VoidsCardless(a) == nil
}

// voidsPart reports whether the pad can take a part of an approval back.
func voidsPart(t pay.Terminal, a pay.Approval) bool {
	v, ok := pay.As[pay.PartialVoider](t)
	return ok && v.VoidsPart(a) == nil
}
