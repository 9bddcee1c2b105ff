package safefile

import "os"

// Own has nothing to do here: a file has the rights of its folder.
func Own(*os.File) error { return nil }
