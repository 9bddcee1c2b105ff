package installer

import (
	"errors"
	"fmt"
	"time"
	"unsafe"

	"github.com/kardianos/service"
	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/mgr"
)

const next = "; see why in the event log, or in the newest file of the log folder"

func managed() bool { return true }

// account is the service's own: it has no password, exists with the service, and
// may do no more than any user, but for what its folders allow it.
const account = `NT SERVICE\` + Name

func config(o Options) (*service.Config, error) {
	args := []string{"service"}
	if o.Config != "" {
		args = append(args, "--config", o.Config)
	}
	return &service.Config{
		Name: Name, DisplayName: displayName, Description: description, Executable: o.Program, Arguments: args, UserName: account,
	}, nil
}

// forget is how long the service has to run for its failures to be forgotten.
const forget = 24 * time.Hour

// recovery starts the service again after a failure, with growing pauses; the last
// one holds for all that follow.
var recovery = []mgr.RecoveryAction{
	{Type: mgr.ServiceRestart, Delay: 2 * time.Second},
	{Type: mgr.ServiceRestart, Delay: 10 * time.Second},
	{Type: mgr.ServiceRestart, Delay: time.Minute},
}

// Register makes the service known and has it started at every boot. It may be
// called again: what is there is replaced.
func (s *Service) Register() (undo func() error, err error) {
	was, err := s.State()
	if err != nil {
		return nil, err
	}
	if was.Installed {
		if err := s.manager.Uninstall(); err != nil {
			return nil, fmt.Errorf("replace the service: %w", err)
		}
	}
	if err := s.manager.Install(); err != nil {
		return nil, fmt.Errorf("register the service: %w", err)
	}
	if err := s.configure(setRecovery, setDelayed); err != nil {
		return nil, fmt.Errorf("set the service's recovery: %w", errors.Join(err, s.manager.Uninstall()))
	}
	return s.manager.Uninstall, nil
}

func setRecovery(s *mgr.Service) error {
	if err := s.SetRecoveryActions(recovery, uint32(forget/time.Second)); err != nil {
		return err
	}
	// An agent that ends with an error counts as failed, too. Not every Windows
	// takes this, and the actions above hold without it.
	_ = s.SetRecoveryActionsOnNonCrashFailures(true)
	return nil
}

// setDelayed lets the machine start first what it needs itself. Where that cannot be
// set (Wine), the service starts with everything else.
func setDelayed(s *mgr.Service) error {
	delayed := windows.SERVICE_DELAYED_AUTO_START_INFO{IsDelayedAutoStartUp: 1}
	_ = windows.ChangeServiceConfig2(s.Handle, windows.SERVICE_CONFIG_DELAYED_AUTO_START_INFO, (*byte)(unsafe.Pointer(&delayed)))
	return nil
}

// configure opens the service and makes changes to it, up to one that fails.
func (s *Service) configure(changes ...func(*mgr.Service) error) error {
	m, err := mgr.Connect()
	if err != nil {
		return err
	}
	open, err := m.OpenService(Name)
	if err != nil {
		return errors.Join(err, m.Disconnect())
	}
	for _, change := range changes {
		if err == nil {
			err = change(open)
		}
	}
	return errors.Join(err, open.Close(), m.Disconnect())
}

// Remove takes the service away. It is harmless where there is none.
func (s *Service) Remove() error {
	was, err := s.State()
	if err != nil || !was.Installed {
		return err
	}
	if err := s.manager.Uninstall(); err != nil {
		return fmt.Errorf("take the service away: %w", err)
	}
	return nil
}

// State asks the service manager, with the rights of any user.
func (s *Service) State() (State, error) {
	status, err := s.manager.Status()
	if errors.Is(err, service.ErrNotInstalled) {
		return State{Word: "not installed"}, nil
	}
	if err != nil {
		return State{}, fmt.Errorf("ask the service manager: %w", err)
	}
	state := State{Installed: true, Running: status == service.StatusRunning, Word: "stopped"}
	if state.Running {
		state.Word = "running"
	}
	state.AtBoot, state.Process, err = look()
	return state, err
}

// look reads how the service is started and which process it is.
func look() (atBoot bool, process int, err error) {
	status, err := query()
	if err == nil && status.State != svc.Stopped {
		process = int(status.ProcessId)
	}
	start, startErr := startType()
	return start == windows.SERVICE_AUTO_START, process, errors.Join(err, startErr)
}

// startType reads where the manager keeps it: its own answer needs more rights,
// and has more in it than old systems can tell.
func startType() (uint64, error) {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, `SYSTEM\CurrentControlSet\Services\`+Name, registry.QUERY_VALUE)
	if err != nil {
		return 0, err
	}
	start, _, err := key.GetIntegerValue("Start")
	return start, errors.Join(err, key.Close())
}
