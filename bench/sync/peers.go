package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"github.com/gorilla/websocket"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"kioskd/sync/wire"
)

// batches are the lines as an uplink cuts them.
func (b *bench) batches() (all [][][]byte) {
	for rest := b.lines; len(rest) > 0; {
		n := min(wire.MaxBatch, len(rest))
		all = append(all, rest[:n])
		rest = rest[n:]
	}
	return all
}

// sqliteAlone inserts the same batches, a transaction each, with the settings of
// our store.
func (b *bench) sqliteAlone(ctx context.Context) (took time.Duration, err error) {
	b.n++
	path := "file:" + filepath.Join(b.dir, fmt.Sprintf("alone-%d.db", b.n)) + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "create table facts (kiosk text, epoch text, seq integer, line blob not null, primary key (kiosk, epoch, seq)) without rowid"); err != nil {
		return 0, err
	}
	start, seq := time.Now(), 0
	for _, batch := range b.batches() {
		if seq, err = insert(ctx, db, batch, seq); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

func insert(ctx context.Context, db *sql.DB, batch [][]byte, seq int) (int, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	put, err := tx.PrepareContext(ctx, "insert into facts values (?, ?, ?, ?)")
	if err != nil {
		return 0, err
	}
	for _, line := range batch {
		seq++
		if _, err := put.ExecContext(ctx, kiosk, "e1", seq, line); err != nil {
			return 0, err
		}
	}
	return seq, tx.Commit()
}

// oneWay sends the same bytes and hears one word at the end.
func (b *bench) oneWay(ctx context.Context) (time.Duration, error) {
	address, stop, err := serve(http.HandlerFunc(listen(len(b.batches()))), 0)
	if err != nil {
		return 0, err
	}
	defer stop()
	var frames [][]byte
	first := uint64(1)
	for _, batch := range b.batches() {
		frame, err := wire.Encode(wire.NewFacts(first, batch))
		if err != nil {
			return 0, err
		}
		frames, first = append(frames, frame), first+uint64(len(batch))
	}
	d := websocket.Dialer{WriteBufferSize: 32 << 10, ReadBufferSize: 1024} // as the uplink's
	conn, _, err := d.DialContext(ctx, "ws://"+address, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }()
	start := time.Now()
	for _, frame := range frames {
		if err := conn.WriteMessage(websocket.TextMessage, frame); err != nil {
			return 0, err
		}
	}
	if _, _, err := conn.ReadMessage(); err != nil {
		return 0, err
	}
	return time.Since(start), nil
}

// listen reads so many messages and says that it has.
func listen(messages int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var up websocket.Upgrader
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			return // Upgrade has answered
		}
		defer func() { _ = conn.Close() }()
		for range messages {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
		_ = conn.WriteMessage(websocket.TextMessage, []byte("all")) // whoever waits for it sees
		_, _, _ = conn.ReadMessage()                                // until the other end closes
	}
}
