package support

import (
	"context"
	"errors"
	"io"

	"kioskd/cmd/internal/kioskapp"
	"kioskd/cmd/internal/mask"
)

// fact is a fact without its body: what happened when, of how much, and
// whether HQ has it.
type fact struct {
	Number uint64 `json:"number"`
	At     string `json:"at"`
	Kind   string `json:"kind"`
	Key    string `json:"key,omitempty"` // short, see [mask.Short]
	Sum    int64  `json:"sum,omitempty"`
	AtHQ   bool   `json:"at_hq"`
}

// summary is what is told of a journal.
type summary struct {
	Status kioskapp.Queue `json:"status"`
	Kinds  map[string]int `json:"kinds"` // of the last facts
	Last   []fact         `json:"last"`
	Check  string         `json:"check"`
}

// lastFacts is how many facts are looked at, back from the newest.
const lastFacts = 500

// journal tells what the journal holds. What was found is told also where it does
// not add up.
func (v *visit) journal(ctx context.Context, w io.Writer) error {
	j, end, err := v.openJournal()
	if err != nil {
		return err
	}
	s, err := sum(ctx, j)
	return errors.Join(err, asJSON(w, s), end())
}

func sum(ctx context.Context, j Journal) (s summary, err error) {
	s.Kinds, s.Check = map[string]int{}, "not done"
	if s.Status, err = j.QueueStatus(ctx); err != nil {
		return s, err
	}
	from := max(s.Status.Facts, lastFacts) - lastFacts + 1
	list, listErr := j.QueueList(ctx, from, lastFacts)
	for _, e := range list {
		s.Kinds[e.Kind]++
		s.Last = append(s.Last, fact{e.Seq, e.At.UTC().Format("2006-01-02T15:04:05.000Z"), e.Kind, mask.Short(e.Key), e.Sum, e.Sent})
	}
	checkErr := j.QueueCheck(ctx)
	if s.Check = "every seal, number, hash and index entry agrees"; checkErr != nil {
		s.Check = checkErr.Error()
	}
	return s, errors.Join(listErr, checkErr)
}
