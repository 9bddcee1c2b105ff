package e2e

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// evaluate asks the page of a browser that listens for its tests, by the profile
// that it runs on. It only looks: closing a connection of chromedp's would close
// the page with it.
func evaluate(profile, script string) (answer string, err error) {
	note, err := os.ReadFile(profile + "/DevToolsActivePort")
	if err != nil {
		return "", err
	}
	port, _, _ := strings.Cut(string(note), "\n")
	address, err := pageOf("http://127.0.0.1:" + port + "/json/list")
	if err != nil {
		return "", err
	}
	c, _, err := websocket.DefaultDialer.Dial(address, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = c.Close() }()
	ask := map[string]any{"id": 1, "method": "Runtime.evaluate", "params": map[string]string{"expression": script}}
	var said struct {
		Result struct{ Result struct{ Value string } }
	}
	err = errors.Join(c.WriteJSON(ask), c.SetReadDeadline(time.Now().Add(5*time.Second)))
	if err == nil {
		err = c.ReadJSON(&said)
	}
	return said.Result.Result.Value, err
}

// pageOf returns where the browser's page is asked.
func pageOf(list string) (address string, err error) {
	answer, err := http.Get(list)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	var all []struct {
		Type string `json:"type"`
		URL  string `json:"webSocketDebuggerUrl"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		return "", err
	}
	for _, l := range all {
		if l.Type == "page" {
			return l.URL, nil
		}
	}
	return "", errors.New("the browser shows no page")
}
