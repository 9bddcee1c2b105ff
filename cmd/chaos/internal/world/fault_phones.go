package world

import (
	"context"
	"math/rand/v2"
	"time"

	"kioskd/sync/hq/pg"
)

// phones has customers pay with their phones, too.
var phones = Fault{
	Name: "phones", About: "customers pay by phone, too: at providers that hang and lose answers, too late, twice or never",
	prepare: func(w *World, r *rand.Rand) {
		w.bank = newBank(w)
		w.bank.late = oneOf(r, pg.LateRefund, pg.LateFulfil)
		w.bank.keeps = chance(r, 0.5)
		w.bank.window = between(r, 30*time.Second, 4*time.Minute)
		w.bank.mishaps.set(oneOf(r, 0.05, 0.25))
	},
	live: func(ctx context.Context, w *World, r *rand.Rand) {
		share := w.bank.mishaps.get()
		nowAndThen(ctx, r, 3*time.Minute, func() {
			w.note("bank", "answers nobody")
			w.bank.mishaps.set(1)
			sleep(ctx, between(r, 5*time.Second, 3*time.Minute))
			w.note("bank", "answers again")
			w.bank.mishaps.set(share)
		})
	},
	mend: func(w *World) { w.bank.mishaps.set(0) },
}
