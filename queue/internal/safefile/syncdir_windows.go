package safefile

// SyncDir does nothing: Windows keeps folder changes in the file system's own
// journal and offers no way to flush one folder.
func SyncDir(string) error { return nil }
