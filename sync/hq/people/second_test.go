package people

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestSecondStep(t *testing.T) {
	story(t, func(o office) {
		o.hire("kim", Operator)
		key, err := o.NewSecret()
		o.must(err)
		now := func() string { return codeAt(key, uint64(time.Now().Unix())/totpStep) }
		if _, err := o.SetSecond(o.ctx, "kim", key, "000000"); !errors.Is(err, ErrInput) {
			t.Errorf("a wrong code: %v", err)
		}
		recovery, err := o.SetSecond(o.ctx, "kim", key, now())
		if err != nil || len(recovery) != recoveryCodes {
			t.Fatalf("%v, %v", recovery, err)
		}
		token, code, err := o.signIn("kim", secret)
		if !code || err != nil || o.knows(token) {
			t.Errorf("half a session counts: %v %v", code, err)
		}
		for what, bad := range map[string]string{"a used code": now(), "a wrong one": "123456", "nothing": ""} {
			if _, err := o.GiveCode(o.ctx, token, bad, "x"); !errors.Is(err, ErrWrong) {
				t.Errorf("%s: %v", what, err)
			}
		}
		time.Sleep(31 * time.Second)
		whole, err := o.GiveCode(o.ctx, token, " "+now()[:3]+" "+now()[3:], "x")
		if err != nil || !o.knows(whole) || o.knows(token) {
			t.Errorf("the right code: %v", err)
		}
		if _, err := o.GiveCode(o.ctx, token, now(), "x"); !errors.Is(err, ErrNobody) {
			t.Errorf("a session that has ended: %v", err)
		}
		o.recovers(recovery[3])
	})
}

// recovers: a recovery code stands in for a code, once.
func (o office) recovers(code string) {
	o.Helper()
	for _, want := range []error{nil, ErrWrong} {
		token, _, err := o.signIn("kim", secret)
		o.must(err)
		if _, err := o.GiveCode(o.ctx, token, strings.ToUpper(code), "x"); !errors.Is(err, want) {
			o.Errorf("a recovery code: %v, want %v", err, want)
		}
	}
}

func TestCodesOfTheStandard(t *testing.T) {
	t.Parallel()
	for at, want := range map[uint64]string{ // RFC 6238, appendix B, the last six digits
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := codeAt([]byte("12345678901234567890"), at/totpStep); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}
