package world

import (
	"hash/fnv"
	"io"
	"math/rand/v2"
	"sync"
	"time"
)

// dice returns a generator of its own for a stream of events, so that one stream
// does not change when another takes more or fewer numbers. One goroutine uses it.
func (w *World) dice(stream string) *rand.Rand {
	return rand.New(rand.NewPCG(w.o.Seed, hashOf(stream)))
}

func hashOf(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // never fails
	return h.Sum64()
}

// random is a source of ids, nonces and jitter for the product.
func (w *World) random(stream string) io.Reader {
	var seed [32]byte
	r := w.dice(stream)
	for i := range seed {
		seed[i] = byte(r.Uint32())
	}
	return &shared{r: rand.NewChaCha8(seed)}
}

// shared may be read by several goroutines.
type shared struct {
	mu sync.Mutex // guards r
	r  io.Reader
}

func (s *shared) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.r.Read(b)
}

// delays returns random durations to any number of goroutines. One depends on
// the instant, and not on who came before, since within an instant nobody knows
// who that was. Their nanoseconds are random, too, so that no two things happen
// in the same instant by accident.
func (w *World) delays(stream string, low, high time.Duration) func() time.Duration {
	seed := w.o.Seed ^ hashOf(stream)
	return func() time.Duration {
		r := rand.New(rand.NewPCG(seed, uint64(time.Now().UnixNano())))
		return between(r, low, high)
	}
}

func between(r *rand.Rand, low, high time.Duration) time.Duration {
	return low + time.Duration(r.Int64N(int64(high-low)+1))
}

// chance reports true so often.
func chance(r *rand.Rand, share float64) bool { return r.Float64() < share }

func oneOf[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }
