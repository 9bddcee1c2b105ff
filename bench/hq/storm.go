package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// storm is what HQ needed for kiosks that were all cut off at once.
type storm struct {
	name string
	aim  int64 // bytes
	peak int64
	load report
}

// report is what kioskhq load says.
type report struct {
	Kiosks, Payments, Acked, Unacked int
	Lost, Doubled, Wrong             int
	ConnectS                         float64 `json:"connect_s"`
	StormS                           float64 `json:"storm_s"`
	SettleS                          float64 `json:"settle_s"`
	MedianMS                         float64 `json:"ack_p50_ms"`
	P99MS                            float64 `json:"ack_p99_ms"`
	Late                             string
}

func (b *bench) stormAll(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "bench-hq-tls-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a certificate of five minutes
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if err := certify(cert, key); err != nil {
		return err
	}
	for _, s := range []struct {
		name, scheme string
		aim          int64
		serve, load  []string
	}{
		{"plain, behind a proxy that has TLS", "ws", 250 << 20, nil, nil},
		{"TLS in kioskhq", "wss", 400 << 20, []string{"--tls-cert", cert, "--tls-key", key}, []string{"--ca", cert}},
	} {
		one, err := b.stormOnce(ctx, s.scheme, s.serve, s.load)
		if err != nil {
			return err
		}
		one.name, one.aim = s.name, s.aim
		b.say("storm, %s: peak %d MB, back in %.1f s, %+v", s.name, one.peak>>20, one.load.StormS, one.load)
		b.storms = append(b.storms, one)
	}
	return nil
}

func (b *bench) stormOnce(ctx context.Context, scheme string, serve, more []string) (s storm, err error) {
	store, err := b.server.Database(ctx, "")
	if err != nil {
		return s, err
	}
	p, err := b.serve(ctx, store, nil, serve...)
	if err != nil {
		return s, err
	}
	s.load, err = b.load(ctx, store, append([]string{"--hq", scheme + "://" + p.address + "/sync", "--storm"}, more...)...)
	if err != nil {
		return s, errors.Join(err, p.end(syscall.SIGKILL))
	}
	if s.peak, err = peakOf(p.pid()); err != nil {
		return s, err
	}
	return s, p.end(syscall.SIGTERM)
}

// load plays kiosks, and returns what kioskhq load reports.
func (b *bench) load(ctx context.Context, store string, args ...string) (r report, err error) {
	args = append([]string{"load", "--json", "--kiosks", strconv.Itoa(b.kiosks), "--rate", strconv.Itoa(max(b.kiosks/50, 20)), "--for", "30s", "--settle", "5m"}, args...)
	cmd := exec.CommandContext(ctx, b.kioskhq, args...)
	cmd.Env = append(os.Environ(), "KIOSKHQ_LOAD_STORE="+store)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	ran := cmd.Run()
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		return r, errors.Join(fmt.Errorf("kioskhq load: %s", strings.TrimSpace(said.String())), ran)
	}
	return r, nil // what is bad about it stands in the report
}

// certify makes a certificate for this machine.
func certify(cert, key string) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
}
