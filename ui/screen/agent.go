package screen

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Presence is what the agent knows of the page on the screen.
type Presence struct {
	Beats uint64 `json:"beats"`    // since the agent was started
	Quiet int64  `json:"quiet_ms"` // since the last one
	Away  bool   `json:"away"`     // the page has said goodbye
	Idle  bool   `json:"idle"`     // nobody is being served
	Mute  bool   `json:"mute"`     // a web app is shown that may never show itself
}

// agent is the local API, as far as the keeper needs it.
type agent struct {
	base, token string
	client      *http.Client
}

func newAgent(base, token string) agent {
	return agent{base: strings.TrimSuffix(base, "/"), token: token, client: &http.Client{Timeout: 2 * time.Second}}
}

// launch returns an address that opens the screen once.
func (a agent) launch(ctx context.Context) (string, error) {
	var made struct {
		Path string `json:"path"`
	}
	if err := a.ask(ctx, http.MethodPost, "/api/v1/launches", http.StatusCreated, &made); err != nil {
		return "", err
	}
	if !strings.HasPrefix(made.Path, "/") {
		return "", errors.New("what answers there is no agent of this kiosk")
	}
	return a.base + made.Path, nil
}

// presence returns what the agent knows of the page.
func (a agent) presence(ctx context.Context) (p Presence, err error) {
	err = a.ask(ctx, http.MethodGet, "/api/v1/screen", http.StatusOK, &p)
	return p, err
}

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 64 << 10

func (a agent) ask(ctx context.Context, method, path string, want int, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, a.base+path, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+a.token)
	answer, err := a.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return err
	}
	if answer.StatusCode != want {
		return refusal(answer.Status, text)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("the agent's answer cannot be read: %w", err)
	}
	return nil
}

// refusal quotes the agent's reason.
func refusal(status string, text []byte) error {
	var said struct {
		Detail string `json:"detail"`
		Next   string `json:"next"`
	}
	if err := json.Unmarshal(text, &said); err != nil || said.Detail == "" {
		return fmt.Errorf("the agent answers %s", status)
	}
	return fmt.Errorf("the agent says: %s. %s", said.Detail, said.Next)
}
