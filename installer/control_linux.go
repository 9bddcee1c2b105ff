package installer

// Start starts the service, and waits until it is ready: so long systemd waits
// itself.
func (s *Service) Start() error { return explain("start", s.manager.Start()) }

// Stop stops the service and waits until it has ended. It asks nobody whether a
// payment is open.
func (s *Service) Stop() error { return explain("stop", s.manager.Stop()) }
