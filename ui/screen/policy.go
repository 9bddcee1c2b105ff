package screen

import (
	"encoding/json"
	"errors"
	"fmt"
)

// ErrPolicy is the cause when a policy cannot be used.
var ErrPolicy = errors.New("bad browser policy")

// policyName is what our policy is called among others of the same browser, so
// that removing it removes no one else's.
const policyName = "kioskd"

// readPolicy reads a policy as browsers want it: one JSON object.
func readPolicy(text []byte) (map[string]any, error) {
	var p map[string]any
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPolicy, err)
	}
	if len(p) == 0 {
		return nil, fmt.Errorf("%w: it decides nothing", ErrPolicy)
	}
	return p, nil
}
