package desk_test

import (
	"errors"
	"testing"

	"kioskd/drivers/desk"
)

// TestRecall: s is a payment that was approved, r one that went back, and every
// other letter is what the memory shows; "-" is nothing.
func TestRecall(t *testing.T) {
	t.Parallel()
	for story, stuck := range map[string]bool{
		"": false, "A": false, "AA": false, "s": false, "sA": false, "AsB": false, "AsBsC": false,
		"AsA": true, "AsAA": true, "AsAsA": true, "-s-": true, "-s-A": false, "AsAsB": false,
		"AsrA": false, "AsB-": false, "AsrAsA": true, "As-": false,
	} {
		var r desk.Recall
		for _, c := range story {
			switch c {
			case 's':
				r.Sold()
			case 'r':
				r.Returned()
			case '-':
				r.Shows("")
			default:
				r.Shows(string(c))
			}
		}
		if err := r.Stuck(); errors.Is(err, desk.ErrStuck) != stuck {
			t.Errorf("%q: %v, want stuck %v", story, err, stuck)
		}
	}
}
