package ui_test

import (
	"math/rand/v2"
	"testing"
)

// pairwise returns rows that hold every pair of values of every two factors at
// least once, by choosing the best of some random rows until nothing is missing.
// The same factors give the same rows.
func pairwise(factors []int) (rows [][]int) {
	type pair struct{ a, x, b, y int }
	missing := map[pair]bool{}
	for a := range factors {
		for b := a + 1; b < len(factors); b++ {
			for x := range factors[a] {
				for y := range factors[b] {
					missing[pair{a, x, b, y}] = true
				}
			}
		}
	}
	gain := func(row []int) (n int) {
		for a := range row {
			for b := a + 1; b < len(row); b++ {
				if missing[pair{a, row[a], b, row[b]}] {
					n++
				}
			}
		}
		return n
	}
	random := rand.New(rand.NewPCG(1, 2))
	for len(missing) > 0 {
		var best []int
		for range 200 {
			row := make([]int, len(factors))
			for i, n := range factors {
				row[i] = random.IntN(n)
			}
			if best == nil || gain(row) > gain(best) {
				best = row
			}
		}
		if gain(best) == 0 {
			continue
		}
		for a := range best {
			for b := a + 1; b < len(best); b++ {
				delete(missing, pair{a, best[a], b, best[b]})
			}
		}
		rows = append(rows, best)
	}
	return rows
}

func TestPairwise(t *testing.T) {
	t.Parallel()
	factors := []int{7, 4, 3, 2}
	seen := map[[4]int]bool{}
	for _, row := range pairwise(factors) {
		for a := range row {
			for b := a + 1; b < len(row); b++ {
				seen[[4]int{a, row[a], b, row[b]}] = true
			}
		}
	}
	if want := 7*4 + 7*3 + 7*2 + 4*3 + 4*2 + 3*2; len(seen) != want {
		t.Errorf("%d pairs, want %d", len(seen), want)
	}
}
