//go:build !linux && !windows

package link

// claim keeps others off a port. Here the serial library's exclusive use has to
// do.
type claim struct{}

func claimPort(string) (*claim, error) { return &claim{}, nil }

func (*claim) release() error { return nil }
