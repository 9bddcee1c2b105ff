// Reader-client is the smallest client of a kiosk in reader mode: it says what
// there is to pay, asks for a payment, and stores what became of it, over a serial
// line.
//
//	reader-client --port serial:/dev/ttyUSB0?baud=115200 --items items.json --results results.jsonl
//
// The items are a JSON list, as in [{"paymentKey":"bill-0001","name":"Consultation","amount":15000}].
// Each line on the standard input that is the key of one of them begins its payment;
// what becomes of it is printed, and appended to the file of results before the kiosk
// is told that it was stored.
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"

	"kioskd/drivers/link"
	"kioskd/sync/thirdparty/reader"
)

func main() {
	port := flag.String("port", "", "the serial port, as in serial:/dev/ttyUSB0?baud=115200")
	items := flag.String("items", "items.json", "the file that says what there is to pay")
	results := flag.String("results", "results.jsonl", "the file of results")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *port, *items, *results, os.Stdin, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "reader-client:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, port, items, results string, in io.Reader, out io.Writer) error {
	opener, err := link.Parse(port)
	if err != nil {
		return err
	}
	c, err := reader.NewClient(reader.ClientOptions{
		Opener: opener,
		Items:  func(context.Context) ([]reader.Item, error) { return readItems(items) },
		Store: func(_ context.Context, r reader.Result) error {
			_, _ = fmt.Fprintln(out, r.PaymentKey, r.Status, r.ApprovalNumber, r.Amount) // for people
			return store(results, r)
		},
		Refused: func(key, reason string) { _, _ = fmt.Fprintln(out, key, "refused:", reason) },
		Rand:    rand.Reader, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(out, "reader-client is listening on "+port)
	go ask(ctx, c, in)
	return c.Run(ctx)
}

// ask begins the payments that are typed.
func ask(ctx context.Context, c *reader.Client, in io.Reader) {
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if err := c.Start(ctx, lines.Text()); err != nil {
			fmt.Fprintln(os.Stderr, "reader-client:", err)
		}
	}
}

func readItems(file string) (items []reader.Item, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return items, json.Unmarshal(text, &items)
}

// store returns when the result is on the disk.
func store(file string, r reader.Result) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if _, err = f.Write(append(text, '\n')); err == nil {
		err = f.Sync()
	}
	if bad := f.Close(); err == nil {
		err = bad
	}
	return err
}
