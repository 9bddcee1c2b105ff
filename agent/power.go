package agent

import "kioskd/agent/pay"

// voidsCardless reports whether the pad can take an approval back by itself.
func voidsCardless(t pay.Terminal, a pay.Approval) bool {
	v, ok := pay.As[pay.CardlessVoider](t)
	return ok && v.VoidsCardless(a) == nil
}

// voidName returns what a void names an approval by, where that may be another
// one's name some day; "" where it never is.
func voidName(t pay.Terminal, a pay.Approval) string {
	v, ok := pay.As[pay.VoidNamer](t)
	if !ok {
		return ""
	}
	return v.VoidName(a)
}

// voidsPart reports whether the pad can take a part of an approval back.
func voidsPart(t pay.Terminal, a pay.Approval) bool {
	v, ok := pay.As[pay.PartialVoider](t)
	return ok && v.VoidsPart(a) == nil
}
