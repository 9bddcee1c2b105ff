package kioskapp

// giveBack has nothing to do here: what is made in a folder has its rights.
func giveBack(string) error { return nil }
