// Command bare does nothing with the modules that kioskd is made of. Its size is
// what they cost; what kioskd has on top is ours.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/alecthomas/kong"
	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/kardianos/service"
	"github.com/pelletier/go-toml/v2"
	"go.bug.st/serial"
	bolt "go.etcd.io/bbolt"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/text/encoding/korean"
)

func main() {
	var c struct {
		Data string `toml:"data"`
		Port string
	}
	if err := run(&c.Data, &c.Port, &c); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run touches each module once, so that the linker keeps what any user of it
// keeps.
func run(data, port *string, c any) error {
	kong.Parse(c)
	if err := toml.Unmarshal([]byte(uuid.NewString()), c); err != nil {
		return err
	}
	if _, err := chacha20poly1305.NewX(key(*data)); err != nil {
		return err
	}
	db, err := bolt.Open(*data, 0o600, nil)
	if err != nil {
		return err
	}
	if err := db.Update(func(*bolt.Tx) error { return nil }); err != nil {
		return err
	}
	if _, err := serial.Open(*port, &serial.Mode{}); err != nil {
		return err
	}
	manager, err := service.New(nil, &service.Config{Name: *data})
	if err != nil {
		return err
	}
	if err := errors.Join(manager.Install(), manager.Start(), manager.Stop(), manager.Uninstall()); err != nil {
		return err
	}
	if _, _, err := websocket.DefaultDialer.Dial(*data, nil); err != nil {
		return err
	}
	return http.ListenAndServe(*data, nil)
}

func key(s string) []byte {
	b, err := korean.EUCKR.NewEncoder().Bytes([]byte(s))
	if err != nil {
		return nil
	}
	return b
}
