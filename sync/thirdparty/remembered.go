package thirdparty

// remembered is a set of keys that forgets the oldest.
type remembered struct {
	known map[string]bool
	order []string
}

// maxRemembered bounds a set. What it forgets the journal still knows.
const maxRemembered = 1000

func newRemembered() *remembered { return &remembered{known: map[string]bool{}} }

func (r *remembered) has(key string) bool { return r.known[key] }

func (r *remembered) add(key string) {
	if r.known[key] {
		return
	}
	if len(r.order) >= maxRemembered {
		delete(r.known, r.order[0])
		r.order = r.order[1:]
	}
	r.known[key], r.order = true, append(r.order, key)
}
