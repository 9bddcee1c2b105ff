package update

// syncDir does nothing: NTFS writes names down in its own journal, in order.
func syncDir(string) error { return nil }

const programName = "kioskd.exe"
