package kioskapp

import (
	"context"
	"sync"
	"time"

	"kioskd/agent/pay"
	"kioskd/queue"
)

// timedJournal measures how long the journal keeps a payment waiting, and tells of it.
type timedJournal struct {
	*queue.Queue
	numbers *numbers
	told    func(facts []queue.Fact, begun, ended time.Time) // hears what is on disk

	mu   sync.Mutex // guards key and took
	key  string
	took time.Duration
}

// Append implements agent.Journal.
func (j *timedJournal) Append(ctx context.Context, facts ...queue.Fact) ([]queue.Fact, error) {
	begun := time.Now()
	written, err := j.Queue.Append(ctx, facts...)
	ended := time.Now()
	j.numbers.wrote(written, ended.Sub(begun), err)
	if err == nil {
		j.told(written, begun, ended)
	}
	if len(facts) > 0 {
		j.add(facts[0].Key, ended.Sub(begun))
	}
	return written, err
}

func (j *timedJournal) add(key string, d time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if key != j.key {
		j.key, j.took = key, 0
	}
	j.took += d
}

// JournalTime returns how long writing the facts of the most recent payment
// took, all together; 0 for another.
func (a *App) JournalTime(key pay.Key) time.Duration {
	a.journal.mu.Lock()
	defer a.journal.mu.Unlock()
	if a.journal.key != string(key) {
		return 0
	}
	return a.journal.took
}

// AtHQ returns the number up to which HQ has acknowledged all facts.
func (a *App) AtHQ() uint64 { return a.toHQ.Position() }
