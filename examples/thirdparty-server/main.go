// Thirdparty-server is the smallest operator's server that a kiosk can work with.
// The kiosk is told of it by the section [thirdparty] of its configuration.
//
//	go run ./examples/thirdparty-server --listen 127.0.0.1:9000 --payments payments.jsonl
//
//	curl -d '{"paymentKey":"bill-0001","name":"Consultation","amount":15000}' localhost:9000/bills
//	curl -d '{"paymentKey":"bill-0001"}' localhost:9000/push
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"

	"kioskd/examples/thirdparty-server/shop"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:9000", "where to listen")
	file := flag.String("payments", "payments.jsonl", "the file of payments")
	token := flag.String("token", "", "what the kiosk has to bring as a bearer token")
	flag.Parse()
	if err := run(*listen, *file, *token); err != nil {
		fmt.Fprintln(os.Stderr, "thirdparty-server:", err)
		os.Exit(1)
	}
}

func run(listen, file, token string) error {
	s, err := shop.New(file, token)
	if err != nil {
		return err
	}
	fmt.Println("thirdparty-server is listening on http://" + listen)
	server := http.Server{Addr: listen, Handler: s, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}
