// Package installer makes kioskd a service of the operating system, and takes it
// away again.
//
//	kioskd install ─▶ rights? ─▶ user and folders ─▶ configuration ─▶ registered ─▶ started, ready
//	                     │             │                   │              │
//	                     └─ a step that fails: those before it are undone, last first ([Do])
//
// [Service] registers, starts, stops and removes, by package kardianos/service, on
// systemd and on Windows. What that package cannot say stands here: the hardened
// unit with readiness and watchdog ([Unit]), recovery actions of Windows, the
// service's own user, and folders that nobody else may read ([Places]).
//
// Beside the running agent, [Notifier] and [Watchdog] tell systemd that it is ready
// and alive, and end an agent that is stuck, with the stacks of all that it did;
// [RunService] is the entry that Windows calls.
//
// The package knows the operating system and nothing of payments: when it is safe
// to stop is for its caller to say.
package installer
