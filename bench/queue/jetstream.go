package main

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// jetStream is a NATS server inside this process, reached without a socket. Its
// file store flushes before each acknowledgement.
type jetStream struct {
	server *server.Server
	conn   *nats.Conn
	js     jetstream.JetStream
}

func openJetStream(dir string) (store, error) {
	s, err := server.NewServer(&server.Options{
		DontListen: true, JetStream: true, StoreDir: dir, SyncAlways: true, NoLog: true, NoSigs: true,
	})
	if err != nil {
		return nil, err
	}
	go s.Start()
	j := &jetStream{server: s}
	if err := j.connect(); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

func (j *jetStream) connect() (err error) {
	if !j.server.ReadyForConnections(30 * time.Second) {
		return errors.New("the NATS server does not come up")
	}
	if j.conn, err = nats.Connect("", nats.InProcessServer(j.server)); err != nil {
		return err
	}
	if j.js, err = jetstream.New(j.conn); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	_, err = j.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: "records", Subjects: []string{"records"}, Storage: jetstream.FileStorage,
	})
	return err
}

func (j *jetStream) Put(ctx context.Context, _ int, record []byte) error {
	_, err := j.js.Publish(ctx, "records", record)
	return err
}

func (j *jetStream) Close() error {
	if j.conn != nil {
		j.conn.Close()
	}
	j.server.Shutdown()
	j.server.WaitForShutdown()
	return nil
}
