package people

import "kioskd/sync/hq/said"

// Bad refuses something as not possible: an [ErrInput] with a sentence for people.
func Bad(sentence string, args ...any) error { return said.No(ErrInput, sentence, args...) }
