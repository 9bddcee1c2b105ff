package wire

import "fmt"

// News is a hint that a kiosk should look again at something, because it has
// changed at HQ. It is never the truth itself: it may be lost, come twice, or come
// for what the kiosk has forgotten, and a kiosk that does not know it passes over it.
type News struct {
	Of string `json:"of"`

	// Key and Attempt name the attempt of an online payment, as in [OnlineAsk].
	// Without a key it is the ways to pay themselves that have changed.
	Key     string `json:"key,omitempty"`
	Attempt int    `json:"attempt,omitempty"`
}

// NewsOfOnline is about payments by phone: ask again by [AskPrepare].
const NewsOfOnline = "online"

func (n *News) check() error {
	if n.Attempt < 0 || n.Attempt > maxAttempt {
		return fmt.Errorf("attempt %d, want 0 to %d", n.Attempt, maxAttempt)
	}
	if n.Key != "" {
		if err := checkWord("key", n.Key); err != nil {
			return err
		}
	}
	return checkWord("of", n.Of)
}

// Type implements [Message].
func (*News) Type() string { return "news" }
