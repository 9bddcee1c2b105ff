// Package all is the list of providers that HQ knows: to add one, write its adapter
// and put it here.
package all

import (
	"kioskd/sync/hq/pg"
	"kioskd/sync/hq/pg/bootpay"
	"kioskd/sync/hq/pg/kakao"
	"kioskd/sync/hq/pg/naver"
	"kioskd/sync/hq/pg/points"
	"kioskd/sync/hq/pg/toss"
	"kioskd/sync/hq/pg/tossplace"
)

// Kinds returns all providers, in the order in which customers see them.
func Kinds() []pg.Kind {
	return []pg.Kind{
		toss.Kind,
		kakao.Kind,
		naver.Kind,
		bootpay.Kind,
		points.Kind,
		tossplace.Kind, // tells, and takes no payments
	}
}
