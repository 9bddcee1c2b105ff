package agent

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// drawnMoves reads the table of moves out of the package comment.
var drawnMoves = sync.OnceValues(func() (map[State][]State, error) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		return nil, err
	}
	moves := map[State][]State{}
	for line := range strings.SplitSeq(string(doc), "\n") {
		from, to, ok := strings.Cut(strings.TrimPrefix(line, "//\t"), " → ")
		if !ok || !strings.HasPrefix(line, "//\t") {
			continue
		}
		for s := range strings.SplitSeq(to, ", ") {
			moves[State(strings.TrimSpace(from))] = append(moves[State(strings.TrimSpace(from))], State(s))
		}
	}
	return moves, nil
})

// checkMove fails a test in which the machine moves where the package comment
// draws no arrow.
func checkMove(t *testing.T) func(from, to State) {
	moves, err := drawnMoves()
	if err != nil || len(moves) == 0 {
		t.Fatalf("no moves in the package comment: %v", err)
	}
	return func(from, to State) {
		seenMoves.Store(string(from)+" → "+string(to), true)
		if from != "" && from != to && !slices.Contains(moves[from], to) {
			t.Errorf("the machine moved from %s to %s, which the package comment does not draw", from, to)
		}
	}
}

var seenMoves sync.Map

// TestDrawing plays all stories and holds every drawn arrow against them: each
// has a story that takes it.
func TestDrawing(t *testing.T) {
	t.Run("stories", TestStories)
	moves, err := drawnMoves()
	if err != nil {
		t.Fatal(err)
	}
	for from, tos := range moves {
		for _, to := range tos {
			if _, seen := seenMoves.Load(string(from) + " → " + string(to)); !seen {
				t.Errorf("no story goes from %s to %s", from, to)
			}
		}
	}
}
