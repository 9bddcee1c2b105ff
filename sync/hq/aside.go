package hq

// aside does something on a goroutine of its own, and waits for it.
//
// A goroutine's stack grows with the deepest call that it has ever made, and hardly
// shrinks while it waits in a call as deep as a read through TLS. Ten thousand kiosks
// are ten thousand goroutines that wait in such a read nearly all the time, so what
// goes deeper, to judge a signature, read JSON or ask the store, is done aside: that
// halves what a kiosk costs while it says nothing.
func aside(do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	return <-done
}
