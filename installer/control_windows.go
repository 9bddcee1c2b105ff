package installer

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/mgr"
)

// startWithin is how long a start may take, as under systemd: a large journal
// after a power cut takes a while to be looked through.
const startWithin = 5 * time.Minute

// Start starts the service, and waits until it serves.
func (s *Service) Start() error {
	err := s.manager.Start()
	if err == nil {
		err = serves()
	}
	return explain("start", err)
}

// Stop stops the service and waits until it has ended, which it may have done
// already. It asks nobody whether a payment is open.
func (s *Service) Stop() error {
	err := s.manager.Stop()
	if errors.Is(err, windows.ERROR_SERVICE_NOT_ACTIVE) {
		return nil
	}
	return explain("stop", err)
}

// serves waits until the service has told the manager that it serves, or that it
// has ended.
func serves() error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(startWithin); time.Now().Before(end); <-tick.C {
		status, err := query()
		switch {
		case err != nil:
			return err
		case status.State == svc.Running:
			return nil
		case status.State == svc.Stopped:
			return errors.New("it has ended by itself")
		}
	}
	return fmt.Errorf("it does not serve after %v", startWithin)
}

// query asks the manager with the rights of any user.
func query() (status svc.Status, err error) {
	m, err := windows.OpenSCManager(nil, nil, windows.SC_MANAGER_CONNECT)
	if err != nil {
		return status, err
	}
	name, err := windows.UTF16PtrFromString(Name)
	if err != nil {
		return status, err
	}
	h, err := windows.OpenService(m, name, windows.SERVICE_QUERY_STATUS)
	if err != nil {
		return status, errors.Join(err, windows.CloseServiceHandle(m))
	}
	s := &mgr.Service{Name: Name, Handle: h}
	status, err = s.Query()
	return status, errors.Join(err, s.Close(), windows.CloseServiceHandle(m))
}
