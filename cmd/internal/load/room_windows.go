package load

// roomFor has nothing to look at: Windows sets no limit.
func roomFor(int) error { return nil }
